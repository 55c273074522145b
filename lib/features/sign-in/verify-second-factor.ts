import { recordEvent } from "@/lib/features/audit/record";
import { checkEmailCode } from "@/lib/features/email-codes/email-codes";
import { isEmailCodeShaped } from "@/lib/features/email-codes/schema";
import { hashBrowserToken } from "@/lib/features/known-browsers/known-browsers";
import { type ConsumedAttempt, consumeAttempt, refundAttempts, type ThrottleProblem } from "@/lib/features/throttle/throttle";
import { type CheckedCode, checkCode, usedCodeProblem } from "@/lib/features/two-factor/check-code";
import { isCodeShaped } from "@/lib/features/two-factor/schema";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { LOGIN_ATTEMPT_CODE_ATTEMPTS } from "@/lib/policy";
import type { CompletedSignIn, VerifyProblem, Visitor } from "./attempt";
import { AttemptEnded, completeSignIn } from "./complete-sign-in";
import { type CheckedAttempt, consumePendingSignInAttempt, refundPendingSignInAttempt } from "./store";

type Input = Visitor & { attemptToken: string; code: string; remember: boolean };

/**
 * Second step of a sign-in. User and kind of code are those of the pending sign-in, never named by the form. One of its
 * attempts and one attempt at the account are consumed before the code is checked, each committed on its own; the first is refunded only
 * when the code is not checked: it is malformed, the account is throttled, or the check fails.
 */
export async function verifySecondFactor(deps: Deps, input: Input): Promise<Result<CompletedSignIn, VerifyProblem>> {
  const tokenHash = deps.keyedHash("login-attempt", input.attemptToken);
  const browserHash = hashBrowserToken(deps, input.browserToken);
  const attempt = await consumePendingSignInAttempt(deps.db, { tokenHash, browserHash, ip: input.client.ip }, deps.clock.now());
  if (!attempt) return err({ code: "start-again" });
  const problem = findFormProblem(attempt, input.code);
  const consumed = problem
    ? err(problem)
    : await consumeAccountAttempt(deps, attempt, input).catch(async (error: unknown) => {
        await refundPendingSignInAttempt(deps.db, attempt.id);
        throw error;
      });
  if (!consumed.ok) {
    await refundPendingSignInAttempt(deps.db, attempt.id);
    return consumed;
  }
  const checked = await (isByMail(attempt)
    ? checkEmailCode(deps, { purpose: "login", loginAttemptId: attempt.id }, input.code)
    : checkCode(deps, attempt, input.code));
  if (checked.ok) return complete(deps, input, attempt, checked.value, consumed.value);
  const subject = { actorUserId: null, subjectUserId: attempt.userId, client: input.client };
  await recordEvent(deps, deps.db, { ...subject, type: "second-factor-refused" });
  return err({ ...checked.problem, attemptsLeft: attempt.attemptsLeft, retryAt: consumed.value.retryAt });
}

const isByMail = ({ factorsDue }: CheckedAttempt) => factorsDue.includes("email_code");

/** Returns the problem of a code that does not have the form of the due one, else null. */
function findFormProblem(attempt: CheckedAttempt, code: string): VerifyProblem | null {
  if (isByMail(attempt)) return isEmailCodeShaped(code) ? null : { code: "malformed-email-code" };
  return isCodeShaped(code) ? null : { code: "malformed-code" };
}

async function consumeAccountAttempt(
  deps: Deps,
  { userId, browserId }: CheckedAttempt,
  { client }: Input,
): Promise<Result<ConsumedAttempt, ThrottleProblem>> {
  return consumeAttempt(deps, { secret: "second_factor", target: { userId }, browserId, ip: client.ip });
}

/** Consumes the code and creates the session in one transaction: a code is never lost without a session, nor used for two. */
async function complete(
  deps: Deps,
  { remember, browserToken, previousSessionToken, client }: Input,
  { id: attemptId, attemptsLeft, moved }: CheckedAttempt,
  { factor, consume }: CheckedCode,
  consumed: ConsumedAttempt,
): Promise<Result<CompletedSignIn, VerifyProblem>> {
  return deps.db
    .$rawTransaction(async (tx): Promise<Result<CompletedSignIn, VerifyProblem>> => {
      if (!(await consume(tx, client))) return err({ ...usedCodeProblem(factor), attemptsLeft, retryAt: consumed.retryAt });
      // Attempts from other addresses were counted in other rows: each row is refunded only its own.
      await refundAttempts(tx, consumed, moved ? 1 : LOGIN_ATTEMPT_CODE_ATTEMPTS - attemptsLeft);
      return ok(await completeSignIn(deps, tx, { attemptId, passed: factor, remember, browserToken, previousSessionToken, client }));
    })
    .catch((error: unknown) => {
      if (error instanceof AttemptEnded) return err({ code: "start-again" } as const);
      throw error;
    });
}
