"use server";

import { redirect } from "next/navigation";
import { loginSchema } from "@/lib/features/sign-in/schema";
import { beginLogin } from "@/lib/features/sign-in/sign-in";
import { checkingCookies } from "@/lib/http/cookie-check";
import { addAttempt, readSessionToken } from "@/lib/http/cookies";
import { getDeps } from "@/lib/http/deps";
import { refusedField, sendSoon } from "@/lib/http/form-messages";
import { type FormFields, type FormState, keep } from "@/lib/http/form-state";
import { readReturnTo } from "@/lib/http/redirects";
import { whereFrom } from "@/lib/http/request";
import { answerForm } from "@/lib/http/run-action";
import { countSignIn, finishSignIn } from "@/lib/http/sign-in";
import { fieldErrors } from "@/lib/i18n/field-errors";

export async function login(_state: FormState, data: unknown): Promise<FormState> {
  return answerForm({ name: "login" }, data, async (typed) => ({ state: await enterPassword(typed), owner: "" }));
}

async function enterPassword(typed: FormFields): Promise<FormState> {
  const values = keep(typed, "identifier", "remember");
  const parsed = loginSchema.safeParse(typed);
  if (!parsed.success) return { values, fieldErrors: await fieldErrors(parsed.error) };
  const { identifier, password, remember } = parsed.data;
  const visitor = { ...(await whereFrom()), replacedToken: await readSessionToken() };
  const input = { identifier, password, remember, returnTo: readReturnTo(typed.next), ...visitor };
  const begun = await beginLogin(getDeps(), input);
  if (!begun.ok) {
    countSignIn("password_refused");
    return { values, ...(await refusedField("password", begun.problem)) };
  }
  if (begun.value.status === "complete") return finishSignIn(begun.value.login);
  const { attemptId, attemptToken, mailId } = begun.value;
  const destination = await checkingCookies("verify", "/login/verify", input.returnTo);
  await addAttempt({ id: attemptId, token: attemptToken }, input.returnTo);
  if (mailId) await sendSoon(mailId);
  redirect(destination);
}
