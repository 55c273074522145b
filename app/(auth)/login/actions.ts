"use server";

import { redirect } from "next/navigation";
import { fieldErrors } from "@/lib/i18n/field-errors";
import { beginLogin } from "@/lib/login/begin-login";
import { loginSchema } from "@/lib/login/schema";
import { answerForm } from "@/lib/web/answer-form";
import { checkingCookies } from "@/lib/web/cookie-check";
import { addAttempt, readSessionToken } from "@/lib/web/cookies";
import { getDeps } from "@/lib/web/deps";
import { type FormFields, keep } from "@/lib/web/form-fields";
import type { FormState } from "@/lib/web/form-state";
import { refusedField } from "@/lib/web/refused-field";
import { readReturnTo } from "@/lib/web/return-to";
import { sendSoon } from "@/lib/web/send-soon";
import { finishSignIn } from "@/lib/web/sign-in";
import { countSignIn } from "@/lib/web/sign-in-count";
import { whereFrom } from "@/lib/web/where-from";

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
