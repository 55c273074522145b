import { recordEvent } from "@/lib/features/audit/record";
import { checkEmailCode, type SendProblem, sendCode } from "@/lib/features/email-codes/email-codes";
import { isEmailCodeShaped } from "@/lib/features/email-codes/schema";
import { findBrowser } from "@/lib/features/known-browsers/known-browsers";
import { checkPassword } from "@/lib/features/passwords/hash";
import {
  type CurrentSession,
  type ProvenSession,
  type Renewed,
  readRenewedSession,
  readSession,
  renewedToken,
  renewSession,
} from "@/lib/features/sessions/session";
import { chargeGuess, settleGuess } from "@/lib/features/throttle/throttle";
import { recordSpentCode } from "@/lib/features/two-factor/backup-codes";
import { type CheckedCode, CodeAlreadyUsed, checkCode, usedCode } from "@/lib/features/two-factor/check-code";
import { isCodeShaped } from "@/lib/features/two-factor/schema";
import { hasTwoFactor } from "@/lib/features/two-factor/two-factor";
import type { ClientInfo } from "@/lib/platform/client-info";
import { secondsBetween } from "@/lib/platform/clock";
import { randomToken } from "@/lib/platform/crypto/keyed-hash";
import type { GuessedSecret } from "@/lib/platform/db/generated/enums";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { REVERIFICATION_TTL_SECONDS } from "@/lib/policy";
import type { ProofMethod, ProofProblem, ProofRequired, WrongProof } from "./schema";
import { findProofAddress } from "./store";

/**
 * Whether this session may change security settings now: a proof given in it under REVERIFICATION_TTL_SECONDS ago, or,
 * where 2FA is off, a sign-in that recent (OWASP ASVS 5.0 V7.5.1, NIST SP 800-63B-4 section 2.2.3).
 */
export async function requireProof(deps: Deps, session: CurrentSession): Promise<Result<ProvenSession, ProofRequired>> {
  if (isRecent(deps, session.reverifiedAt)) return ok(session as ProvenSession);
  const method = await proofMethod(deps, session.user.id);
  if (method !== "two-factor-code" && isRecent(deps, session.createdAt)) return ok(session as ProvenSession);
  return err({ code: "reverification-required", method });
}

export async function proofMethod(deps: Deps, userId: string): Promise<ProofMethod> {
  if (await hasTwoFactor(deps, userId)) return "two-factor-code";
  return (await findProofAddress(deps.db, userId)) ? "email-code" : "password";
}

/** A proof from the future, left by a clock that went back, is not recent. */
function isRecent(deps: Deps, at: Date | null): boolean {
  if (!at) return false;
  const age = secondsBetween(at, deps.clock.now());
  return age >= 0 && age < REVERIFICATION_TTL_SECONDS;
}

/** `token`: of the session, as the browser has sent it. `browserToken`: what the browser's long-lived cookie holds, if anything. */
type ReverifyInput = {
  session: CurrentSession;
  token?: string | undefined;
  proof: string;
  browserToken: string | undefined;
  client: ClientInfo;
};

const GUESSED: Record<ProofMethod, GuessedSecret> = {
  "two-factor-code": "second_factor",
  "email-code": "second_factor",
  password: "password",
};

/** Takes the proof (see ProofMethod), marks this session as proven and renews its token. Shares the account's budget. */
export async function reverify(
  deps: Deps,
  { session, token, proof, browserToken, client }: ReverifyInput,
): Promise<Result<Renewed, ProofProblem>> {
  const userId = session.user.id;
  const method = await proofMethod(deps, userId);
  if (method === "two-factor-code" && !isCodeShaped(proof)) return err({ code: "malformed-code" });
  if (method === "email-code" && !isEmailCodeShaped(proof)) return err({ code: "malformed-email-code" });
  const secret = GUESSED[method];
  const browserId = await findBrowser(deps, userId, browserToken, secret);
  const charged = await chargeGuess(deps, { secret, guessed: { userId }, browserId, ip: client.ip });
  if (!charged.ok) return charged;
  const { retryAt } = charged.value;
  const checked = await checkProof(deps, session, method, proof);
  const event = { actorUserId: userId, subjectUserId: userId, client };
  if (!checked.ok) {
    await recordEvent(deps, deps.db, { ...event, type: "reverification-refused" });
    return err({ ...checked.problem, retryAt });
  }
  const { factor, consume } = checked.value;
  const proven = await deps.db
    .$transaction(async (tx) => {
      const renewed = await renewSession(deps, tx, { session, token: token ?? randomToken(deps.random), proof });
      if (!renewed) return null;
      if (!(await consume(tx, client))) throw new CodeAlreadyUsed();
      await settleGuess(tx, charged.value);
      if (factor === "backup_code") await recordSpentCode(deps, tx, { userId, client });
      await recordEvent(deps, tx, { ...event, type: "reverified", factor });
      return renewed;
    })
    .catch((error: unknown) => {
      if (error instanceof CodeAlreadyUsed) return null;
      throw error;
    });
  return proven ? ok(proven) : err({ ...usedCode(factor), retryAt });
}

type CheckedProof = Pick<CheckedCode, "factor" | "consume">;

async function checkProof(
  deps: Deps,
  session: CurrentSession,
  method: ProofMethod,
  proof: string,
): Promise<Result<CheckedProof, WrongProof>> {
  const userId = session.user.id;
  if (method === "two-factor-code") return checkCode(deps, { userId }, proof);
  if (method === "email-code") return checkEmailCode(deps, { purpose: "reverification", sessionId: session.id }, proof);
  if (!(await checkPassword(deps, userId, proof))) return err({ code: "wrong-password" });
  return ok({ factor: "password", consume: async () => true });
}

/** `token`: what the browser still holds. `proof`: what the form says. */
type RepeatInput = { token: string; proof: string; browserToken: string | undefined; client: ClientInfo };

/**
 * A form that was sent twice before the first answer arrived: the browser drops that answer, and the new token with it. Returns the
 * same new token again for the old token and the very proof that replaced it, within seconds; the proof is charged like any
 * guess. Null for everything else.
 */
export async function repeatProof(
  deps: Deps,
  { token, proof, browserToken, client }: RepeatInput,
): Promise<{ session: CurrentSession; sessionToken: string } | null> {
  const renewed = await readRenewedSession(deps, token);
  if (!renewed) return null;
  const userId = renewed.user.id;
  const secret = GUESSED[await proofMethod(deps, userId)];
  const browserId = await findBrowser(deps, userId, browserToken, secret);
  const charged = await chargeGuess(deps, { secret, guessed: { userId }, browserId, ip: client.ip });
  if (!charged.ok) return null;
  const sessionToken = renewedToken(deps, token, proof);
  const session = await readSession(deps, sessionToken);
  if (session?.id === renewed.id) {
    await settleGuess(deps.direct, charged.value);
    return { session, sessionToken };
  }
  await recordEvent(deps, deps.direct, { type: "reverification-refused", actorUserId: userId, subjectUserId: userId, client });
  return null;
}

type SendCodeInput = { session: CurrentSession; client: ClientInfo };

/** Mails the code that proves the owner of an account with email verification; bound to this session. */
export async function sendProofCode(
  deps: Deps,
  { session, client }: SendCodeInput,
): Promise<Result<{ mailId: string }, SendProblem | { code: "no-proof-address" }>> {
  const address = await findProofAddress(deps.db, session.user.id);
  if (!address) return err({ code: "no-proof-address" });
  const binding = { purpose: "reverification", sessionId: session.id } as const;
  return deps.db.$transaction((tx) => sendCode(deps, tx, { user: session.user, address, binding, client }));
}
