"use server";

import { revalidatePath } from "next/cache";
import { cancelPendingSignIn, type VerifyProblem } from "@/lib/features/sign-in/attempt";
import { verifySchema } from "@/lib/features/sign-in/schema";
import { sendSignInCodeAgain } from "@/lib/features/sign-in/sign-in";
import { verifySecondFactor } from "@/lib/features/sign-in/verify-second-factor";
import { pendingSignIn } from "@/lib/http/action-guards";
import { removeAttempt } from "@/lib/http/cookies";
import { getDeps } from "@/lib/http/deps";
import { codeResentMessage, refusedField } from "@/lib/http/form-messages";
import type { FormState } from "@/lib/http/form-state";
import { countSignIn } from "@/lib/http/metrics";
import { loginAddress, readReturnTo, verifyAddress } from "@/lib/http/redirects";
import { clientInfo, requestedReturnTo, signInVisitor } from "@/lib/http/request";
import { runAction } from "@/lib/http/run-action";
import { finishSignIn } from "@/lib/http/sign-in";
import { problemText } from "@/lib/i18n/problem-text";

export async function verify(_state: FormState, data: unknown): Promise<FormState> {
  const action = { form: "verify", keep: ["code", "remember"], guard: pendingSignIn, schema: verifySchema } as const;
  return runAction(data, action, async ({ id, token: attemptToken }, input, fields) => {
    const next = readReturnTo(fields.next);
    const verified = await verifySecondFactor(getDeps(), { attemptToken, ...input, ...(await signInVisitor()) });
    if (verified.ok) return finishSignIn({ ...verified.value, returnTo: next ?? verified.value.returnTo }, id);
    countSignIn("second_factor_refused");
    return isAttemptEnded(verified.problem) ? { redirectTo: verifyAddress(next, id) } : refusedField("code", verified.problem);
  });
}

/** The page says why. */
function isAttemptEnded(problem: VerifyProblem): boolean {
  return problem.code === "start-again" || ("attemptsLeft" in problem && problem.attemptsLeft === 0);
}

export async function resendSignInCode(_state: FormState, data: unknown): Promise<FormState> {
  return runAction(data, { form: "send-again", guard: pendingSignIn }, async ({ id, token: attemptToken }) => {
    const sent = await sendSignInCodeAgain(getDeps(), { attemptToken, client: await clientInfo() });
    if (!sent.ok && sent.problem.code === "start-again") return { redirectTo: verifyAddress(await requestedReturnTo(), id) };
    if (!sent.ok) return { formError: await problemText(sent.problem) };
    revalidatePath("/login/verify");
    return { notice: await codeResentMessage(sent.value.mailId) };
  });
}

export async function cancelSignIn(data: unknown): Promise<void> {
  await runAction(data, { form: null, guard: pendingSignIn }, async ({ id, token }, _input, { next, remember }) => {
    await cancelPendingSignIn(getDeps(), token);
    await removeAttempt(id);
    return { redirectTo: loginAddress({ next: readReturnTo(next), remember: remember === "on" }) };
  });
}
