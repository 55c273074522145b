import { recordEvent } from "@/lib/features/audit/record";
import { checkEmailCode } from "@/lib/features/email-codes/email-codes";
import { isEmailCodeShaped } from "@/lib/features/email-codes/schema";
import { hashBrowserToken } from "@/lib/features/known-browsers/known-browsers";
import { type Charge, chargeGuess, settleGuess } from "@/lib/features/throttle/throttle";
import { type CheckedCode, checkCode, usedCode } from "@/lib/features/two-factor/check-code";
import { isCodeShaped } from "@/lib/features/two-factor/schema";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { LOGIN_ATTEMPT_TRIES } from "@/lib/policy";
import type { CompletedLogin, VerifyProblem, Visitor } from "./attempt";
import { AttemptOver, completeLogin } from "./complete-sign-in";
import { giveTryBack, type TriedAttempt, takeTry } from "./store";

type Input = Visitor & { attemptToken: string; code: string; remember: boolean };

/**
 * Second step of a sign-in. User and kind of code are those of the attempt, never named by the form. A try is taken from
 * the attempt and a guess from the account before the code is looked at, each committed on its own; the try is given back
 * only where the code is not looked at, because it is none, because the account has to wait, or because that cannot be found out now.
 */
export async function verifySecondFactor(deps: Deps, input: Input): Promise<Result<CompletedLogin, VerifyProblem>> {
  const tokenHash = deps.keyedHash("login-attempt", input.attemptToken);
  const trial = { tokenHash, browserHash: hashBrowserToken(deps, input.browserToken), ip: input.client.ip };
  const attempt = await takeTry(deps.direct, trial, deps.clock.now());
  if (!attempt) return err({ code: "start-again" });
  const charged = await charge(deps, attempt, input).catch(async (error: unknown) => {
    await giveTryBack(deps.db, attempt.id);
    throw error;
  });
  if (!charged.ok) {
    await giveTryBack(deps.db, attempt.id);
    return charged;
  }
  const checked = await (isByMail(attempt)
    ? checkEmailCode(deps, { purpose: "login", loginAttemptId: attempt.id }, input.code)
    : checkCode(deps, attempt, input.code));
  if (checked.ok) return complete(deps, input, attempt, checked.value, charged.value);
  const subject = { actorUserId: null, subjectUserId: attempt.userId, client: input.client };
  await recordEvent(deps, deps.direct, { ...subject, type: "second-factor-refused" });
  return err({ ...checked.problem, triesLeft: attempt.triesLeft, retryAt: charged.value.retryAt });
}

const isByMail = ({ factorsDue }: TriedAttempt) => factorsDue.includes("email_code");

async function charge(deps: Deps, attempt: TriedAttempt, { code, client }: Input): Promise<Result<Charge, VerifyProblem>> {
  if (isByMail(attempt) && !isEmailCodeShaped(code)) return err({ code: "malformed-email-code" });
  if (!isByMail(attempt) && !isCodeShaped(code)) return err({ code: "malformed-code" });
  const { userId, browserId } = attempt;
  return chargeGuess(deps, { secret: "second_factor", guessed: { userId }, browserId, ip: client.ip });
}

/** Uses the code up and makes the session in one transaction: a code is never lost without a session, nor used for two. */
async function complete(
  deps: Deps,
  { remember, browserToken, replacedToken, client }: Input,
  { id: attemptId, triesLeft, moved }: TriedAttempt,
  { factor, consume }: CheckedCode,
  charged: Charge,
): Promise<Result<CompletedLogin, VerifyProblem>> {
  return deps.direct
    .transaction(async (tx): Promise<Result<CompletedLogin, VerifyProblem>> => {
      if (!(await consume(tx, client))) return err({ ...usedCode(factor), triesLeft, retryAt: charged.retryAt });
      // Tries from elsewhere were taken from other rows: these get back what they have given, and no more.
      await settleGuess(tx, charged, moved ? 1 : LOGIN_ATTEMPT_TRIES - triesLeft);
      return ok(await completeLogin(deps, tx, { attemptId, passed: factor, remember, browserToken, replacedToken, client }));
    })
    .catch((error: unknown) => {
      if (error instanceof AttemptOver) return err({ code: "start-again" } as const);
      throw error;
    });
}
