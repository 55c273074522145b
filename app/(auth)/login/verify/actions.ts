"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { cancelLogin } from "@/lib/features/sign-in/attempt";
import { verifySchema } from "@/lib/features/sign-in/schema";
import { sendLoginCodeAgain } from "@/lib/features/sign-in/sign-in";
import type { VerifyProblem } from "@/lib/features/sign-in/types";
import { verifySecondFactor } from "@/lib/features/sign-in/verify-second-factor";
import { type AttemptCookie, readSessionToken, removeAttempt } from "@/lib/http/cookies";
import { getDeps } from "@/lib/http/deps";
import { refusedField, sentAgainText } from "@/lib/http/form-messages";
import { type FormFields, type FormState, keep } from "@/lib/http/form-state";
import { loginAddress, readReturnTo, verifyAddress } from "@/lib/http/redirects";
import { clientInfo, requestedReturnTo, whereFrom } from "@/lib/http/request";
import { answerAttempt } from "@/lib/http/run-action";
import { countSignIn, finishSignIn } from "@/lib/http/sign-in";
import { fieldErrors } from "@/lib/i18n/field-errors";
import { problemText } from "@/lib/i18n/problem-text";

export async function verify(_state: FormState, data: unknown): Promise<FormState> {
  return answerAttempt({ name: "verify" }, data, enterCode);
}

async function enterCode({ id, token: attemptToken }: AttemptCookie, typed: FormFields): Promise<FormState> {
  const values = keep(typed, "code", "remember");
  const parsed = verifySchema.safeParse(typed);
  if (!parsed.success) return { values, fieldErrors: await fieldErrors(parsed.error) };
  const { code, remember } = parsed.data;
  const next = readReturnTo(typed.next);
  const visitor = { ...(await whereFrom()), replacedToken: await readSessionToken() };
  const verified = await verifySecondFactor(getDeps(), { attemptToken, code, remember, ...visitor });
  if (verified.ok) return finishSignIn({ ...verified.value, returnTo: next ?? verified.value.returnTo }, id);
  countSignIn("second_factor_refused");
  if (isAttemptEnded(verified.problem)) redirect(verifyAddress(next, id));
  return { values, ...(await refusedField("code", verified.problem)) };
}

/** The page says why. */
function isAttemptEnded(problem: VerifyProblem): boolean {
  return problem.code === "start-again" || ("triesLeft" in problem && problem.triesLeft === 0);
}

export async function resendSignInCode(_state: FormState, data: unknown): Promise<FormState> {
  return answerAttempt({ name: "send-again" }, data, async ({ id, token: attemptToken }) => {
    const sent = await sendLoginCodeAgain(getDeps(), { attemptToken, client: await clientInfo() });
    if (!sent.ok && sent.problem.code === "start-again") redirect(verifyAddress(await requestedReturnTo(), id));
    if (!sent.ok) return { formError: await problemText(sent.problem) };
    revalidatePath("/login/verify");
    return { notice: await sentAgainText(sent.value.mailId) };
  });
}

export async function cancelSignIn(data: unknown): Promise<void> {
  await answerAttempt({ name: null }, data, async ({ id, token }, { next, remember }) => {
    await cancelLogin(getDeps(), token);
    await removeAttempt(id);
    redirect(loginAddress({ next: readReturnTo(next), remember: remember === "on" }));
  });
}
