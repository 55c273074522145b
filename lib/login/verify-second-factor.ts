import { recordEvent } from "@/lib/audit/record";
import { checkEmailCode, isEmailCodeShaped } from "@/lib/email-challenges/check-code";
import { chargeGuess, settleGuess } from "@/lib/guess-budget/charge";
import type { Charge } from "@/lib/guess-budget/types";
import { findBrowser } from "@/lib/known-browsers/find-browser";
import type { ClientInfo } from "@/lib/platform/client-info";
import { addSeconds } from "@/lib/platform/clock";
import type { Factor } from "@/lib/platform/db/generated/enums";
import type { Deps } from "@/lib/platform/deps";
import { randomToken } from "@/lib/platform/random";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { LOGIN_ATTEMPT_TRIES, LOGIN_TICKET_LIFETIME_SECONDS } from "@/lib/policy";
import { type CheckedCode, CodeAlreadyUsed, checkCode, isCodeShaped, usedCode } from "@/lib/two-factor/check-code";
import { attemptStatus } from "./attempt";
import { findAttempt, markPassed, takeTry } from "./store";
import type { VerifyProblem } from "./types";

/** `browserToken`: what the browser's long-lived cookie holds, if anything. */
type Input = { attemptToken: string; code: string; remember: boolean; browserToken: string | undefined; client: ClientInfo };
type Passed = { ticket: string; returnTo: string | null };
type Attempt = { id: string; userId: string; factorsDue: Factor[]; returnTo: string | null; triesLeft: number };

/**
 * Second step of a sign-in. User and kind of code are those of the attempt, never named by the form. A try is taken from
 * the account and from the attempt before the code is looked at, each committed on its own, so nothing gives it back. While
 * the account has to wait no try of the attempt is lost.
 */
export async function verifySecondFactor(deps: Deps, input: Input): Promise<Result<Passed, VerifyProblem>> {
  const found = await findAttempt(deps.db, deps.keyedHash("login-attempt", input.attemptToken));
  if (!found || attemptStatus(found, deps.clock.now()) !== "pending") return refuse({ code: "start-again" });
  const byMail = found.factorsDue.includes("email_code");
  if (byMail && !isEmailCodeShaped(input.code)) return refuse({ code: "malformed-email-code" });
  if (!byMail && !isCodeShaped(input.code)) return refuse({ code: "malformed-code" });
  const browserId = await findBrowser(deps, found.userId, input.browserToken);
  const guess = { secret: "second_factor", guessed: { userId: found.userId }, browserId, ip: input.client.ip } as const;
  const charged = await chargeGuess(deps, guess);
  if (!charged.ok) return charged;
  const attempt = await takeTry(deps.db, found.id, deps.clock.now());
  if (!attempt) {
    await settleGuess(deps.db, charged.value);
    return refuse({ code: "start-again" });
  }
  const checked = await (byMail
    ? checkEmailCode(deps, { purpose: "login", loginAttemptId: attempt.id }, input.code)
    : checkCode(deps, attempt.userId, input.code));
  if (checked.ok) return pass(deps, input, attempt, checked.value, charged.value);
  const subject = { actorUserId: null, subjectUserId: attempt.userId, client: input.client };
  await recordEvent(deps, deps.db, { ...subject, type: "second-factor-refused" });
  return refuse({ ...checked.problem, triesLeft: attempt.triesLeft });
}

/** Uses the code up and issues the ticket in one transaction: a code is never lost without a ticket, nor used for two. */
async function pass(deps: Deps, input: Input, attempt: Attempt, code: CheckedCode, charge: Charge): Promise<Result<Passed, VerifyProblem>> {
  const now = deps.clock.now();
  const ticket = randomToken(deps.random);
  const passed = {
    factor: code.factor,
    ticketHash: deps.keyedHash("ticket", ticket),
    remember: input.remember,
    expiresAt: addSeconds(now, LOGIN_TICKET_LIFETIME_SECONDS),
  };
  const outcome = await deps.db
    .$transaction(async (tx) => {
      if (!(await markPassed(tx, attempt.id, passed, now))) return "attempt-over";
      await settleGuess(tx, charge, LOGIN_ATTEMPT_TRIES - attempt.triesLeft);
      if (!(await code.consume(tx, input.client))) throw new CodeAlreadyUsed();
      return "passed";
    })
    .catch((error: unknown) => {
      if (error instanceof CodeAlreadyUsed) return "code-already-used";
      throw error;
    });
  if (outcome === "passed") return ok({ ticket, returnTo: attempt.returnTo });
  return refuse(outcome === "attempt-over" ? { code: "start-again" } : { ...usedCode(code.factor), triesLeft: attempt.triesLeft });
}
