import { recordEvent } from "@/lib/audit/record";
import { checkEmailCode } from "@/lib/email-challenges/check-code";
import { isEmailCodeShaped } from "@/lib/email-challenges/code";
import { chargeGuess, settleGuess } from "@/lib/guess-budget/charge";
import { findBrowser } from "@/lib/known-browsers/find-browser";
import { checkPassword } from "@/lib/passwords/check-password";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { GuessedSecret } from "@/lib/platform/db/generated/enums";
import type { Deps } from "@/lib/platform/deps";
import { randomToken } from "@/lib/platform/random";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { type Renewed, renewSession } from "@/lib/sessions/renew-session";
import type { CurrentSession } from "@/lib/sessions/types";
import { type CheckedCode, CodeAlreadyUsed, checkCode, usedCode } from "@/lib/two-factor/check-code";
import { isCodeShaped } from "@/lib/two-factor/code";
import { recordSpentCode } from "@/lib/two-factor/spend-backup-code";
import { proofMethod } from "./require-proof";
import type { ProofMethod, ProofProblem, WrongProof } from "./types";

/** `token`: of the session, as the browser has sent it. `browserToken`: what the browser's long-lived cookie holds, if anything. */
type Input = { session: CurrentSession; token?: string | undefined; proof: string; browserToken: string | undefined; client: ClientInfo };

export const GUESSED: Record<ProofMethod, GuessedSecret> = {
  "two-factor-code": "second_factor",
  "email-code": "second_factor",
  password: "password",
};

/** Takes the proof (see ProofMethod), marks this session as proven and renews its token. Shares the account's budget. */
export async function reverify(deps: Deps, { session, token, proof, browserToken, client }: Input): Promise<Result<Renewed, ProofProblem>> {
  const userId = session.user.id;
  const method = await proofMethod(deps, userId);
  if (method === "two-factor-code" && !isCodeShaped(proof)) return refuse({ code: "malformed-code" });
  if (method === "email-code" && !isEmailCodeShaped(proof)) return refuse({ code: "malformed-email-code" });
  const secret = GUESSED[method];
  const browserId = await findBrowser(deps, userId, browserToken, secret);
  const charged = await chargeGuess(deps, { secret, guessed: { userId }, browserId, ip: client.ip });
  if (!charged.ok) return charged;
  const { retryAt } = charged.value;
  const checked = await checkProof(deps, session, method, proof);
  const event = { actorUserId: userId, subjectUserId: userId, client };
  if (!checked.ok) {
    await recordEvent(deps, deps.db, { ...event, type: "reverification-refused" });
    return refuse({ ...checked.problem, retryAt });
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
  return proven ? ok(proven) : refuse({ ...usedCode(factor), retryAt });
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
  if (!(await checkPassword(deps, userId, proof))) return refuse({ code: "wrong-password" });
  return ok({ factor: "password", consume: async () => true });
}
