import { findEmailCodeAddress } from "@/lib/features/account/find-user";
import { recordOwnEvent } from "@/lib/features/audit/record";
import { checkEmailCode, type SendProblem, sendCode } from "@/lib/features/email-codes/email-codes";
import { isEmailCodeShaped } from "@/lib/features/email-codes/schema";
import { findBrowser, type RequestClient } from "@/lib/features/known-browsers/known-browsers";
import { checkPassword } from "@/lib/features/passwords/hash";
import {
  type CurrentSession,
  type Renewed,
  type ReverifiedSession,
  readRenewedSession,
  readSession,
  renewedToken,
  renewSession,
} from "@/lib/features/sessions/session";
import { consumeAttempt, refundAttempts } from "@/lib/features/throttle/throttle";
import { recordBackupCodeUse } from "@/lib/features/two-factor/backup-codes";
import { type CheckedCode, CodeAlreadyUsed, checkCode, usedCodeProblem } from "@/lib/features/two-factor/check-code";
import { isCodeShaped } from "@/lib/features/two-factor/schema";
import { hasTwoFactor } from "@/lib/features/two-factor/two-factor";
import type { ClientInfo } from "@/lib/platform/client-info";
import { secondsBetween } from "@/lib/platform/clock";
import { randomToken } from "@/lib/platform/crypto/keyed-hash";
import type { ThrottledSecret } from "@/lib/platform/db/generated/enums";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { REVERIFICATION_TTL_SECONDS } from "@/lib/policy";
import type { FailedVerification, ReverificationMethod, ReverificationProblem, ReverificationRequired } from "./schema";

/**
 * Returns the session if it may change security settings now: reverified less than REVERIFICATION_TTL_SECONDS ago, or, where 2FA is off,
 * signed in that recently (OWASP ASVS 5.0 V7.5.1, NIST SP 800-63B-4 section 2.2.3).
 */
export async function requireRecentVerification(
  deps: Deps,
  session: CurrentSession,
): Promise<Result<ReverifiedSession, ReverificationRequired>> {
  if (isRecent(deps, session.reverifiedAt)) return ok(session as ReverifiedSession);
  const method = await reverificationMethod(deps, session.user.id);
  if (method !== "two-factor-code" && isRecent(deps, session.createdAt)) return ok(session as ReverifiedSession);
  return err({ code: "reverification-required", method });
}

export async function reverificationMethod(deps: Deps, userId: string): Promise<ReverificationMethod> {
  if (await hasTwoFactor(deps, userId)) return "two-factor-code";
  return (await findEmailCodeAddress(deps, userId)) ? "email-code" : "password";
}

/** A reverification with a future time, left by a clock that went back, is not recent. */
function isRecent(deps: Deps, at: Date | null): boolean {
  if (!at) return false;
  const age = secondsBetween(at, deps.clock.now());
  return age >= 0 && age < REVERIFICATION_TTL_SECONDS;
}

/** `token`: of the session, as the browser has sent it. */
type ReverifyInput = RequestClient & { session: CurrentSession; token?: string | undefined; reverification: string };

const THROTTLED_SECRET: Record<ReverificationMethod, ThrottledSecret> = {
  "two-factor-code": "second_factor",
  "email-code": "second_factor",
  password: "password",
};

/** Checks the input (see ReverificationMethod), marks this session as reverified and renews its token. Counts against the account's limit. */
export async function reverify(
  deps: Deps,
  { session, token, reverification, browserToken, client }: ReverifyInput,
): Promise<Result<Renewed, ReverificationProblem>> {
  const userId = session.user.id;
  const method = await reverificationMethod(deps, userId);
  if (method === "two-factor-code" && !isCodeShaped(reverification)) return err({ code: "malformed-code" });
  if (method === "email-code" && !isEmailCodeShaped(reverification)) return err({ code: "malformed-email-code" });
  const secret = THROTTLED_SECRET[method];
  const browserId = await findBrowser(deps, userId, browserToken, secret);
  const consumed = await consumeAttempt(deps, { secret, target: { userId }, browserId, ip: client.ip });
  if (!consumed.ok) return consumed;
  const { retryAt } = consumed.value;
  const checked = await checkVerification(deps, session, method, reverification);
  const event = { userId, client };
  if (!checked.ok) {
    await recordOwnEvent(deps, deps.db, { ...event, type: "reverification-refused" });
    return err({ ...checked.problem, retryAt });
  }
  const { factor, consume } = checked.value;
  const outcome = await deps.db
    .$transaction(async (tx) => {
      const renewed = await renewSession(deps, tx, { session, token: token ?? randomToken(deps.random), reverification });
      if (!renewed) return null;
      if (!(await consume(tx, client))) throw new CodeAlreadyUsed();
      await refundAttempts(tx, consumed.value);
      if (factor === "backup_code") await recordBackupCodeUse(deps, tx, { userId, client });
      await recordOwnEvent(deps, tx, { ...event, type: "reverified", factor });
      return renewed;
    })
    .catch((error: unknown) => {
      if (error instanceof CodeAlreadyUsed) return null;
      throw error;
    });
  return outcome ? ok(outcome) : err({ ...usedCodeProblem(factor), retryAt });
}

type CheckedVerification = Pick<CheckedCode, "factor" | "consume">;

async function checkVerification(
  deps: Deps,
  session: CurrentSession,
  method: ReverificationMethod,
  reverification: string,
): Promise<Result<CheckedVerification, FailedVerification>> {
  const userId = session.user.id;
  if (method === "two-factor-code") return checkCode(deps, { userId }, reverification);
  if (method === "email-code") return checkEmailCode(deps, { purpose: "reverification", sessionId: session.id }, reverification);
  if (!(await checkPassword(deps, userId, reverification))) return err({ code: "wrong-password" });
  return ok({ factor: "password", consume: async () => true });
}

/** `token`: the one that the browser still holds. */
type RepeatInput = RequestClient & { token: string; reverification: string };

/**
 * A form that was sent twice before the first answer arrived: the browser drops that answer, and the new token with it. Returns the same
 * new token again for the old token and the same input that replaced it, within seconds; the input is counted like any attempt. Null for
 * everything else.
 */
export async function repeatReverification(
  deps: Deps,
  { token, reverification, browserToken, client }: RepeatInput,
): Promise<{ session: CurrentSession; sessionToken: string } | null> {
  const renewed = await readRenewedSession(deps, token);
  if (!renewed) return null;
  const userId = renewed.user.id;
  const secret = THROTTLED_SECRET[await reverificationMethod(deps, userId)];
  const browserId = await findBrowser(deps, userId, browserToken, secret);
  const consumed = await consumeAttempt(deps, { secret, target: { userId }, browserId, ip: client.ip });
  if (!consumed.ok) return null;
  const sessionToken = renewedToken(deps, token, reverification);
  const session = await readSession(deps, sessionToken);
  if (session?.id === renewed.id) {
    await refundAttempts(deps.db, consumed.value);
    return { session, sessionToken };
  }
  await recordOwnEvent(deps, deps.db, { type: "reverification-refused", userId, client });
  return null;
}

type SendCodeInput = { session: CurrentSession; client: ClientInfo };

/** Emails a reverification code for an account with email verification; bound to this session. */
export async function sendReverificationCode(
  deps: Deps,
  { session, client }: SendCodeInput,
): Promise<Result<{ mailId: string }, SendProblem | { code: "no-reverification-address" }>> {
  const address = await findEmailCodeAddress(deps, session.user.id);
  if (!address) return err({ code: "no-reverification-address" });
  const binding = { purpose: "reverification", sessionId: session.id } as const;
  return deps.db.$transaction((tx) => sendCode(deps, tx, { user: session.user, address, binding, client }));
}
