import type { ClientInfo } from "@/lib/platform/client-info";
import type { Factor } from "@/lib/platform/db/generated/enums";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { consumeBackupCode } from "./backup-codes";
import { type ParsedCode, parseCode } from "./schema";
import type { ConfirmedSecret } from "./state";
import { consumeTimeStep, findBackupCode, findConfirmedSecret } from "./store";
import { decryptSecret, verifyTotp } from "./totp";

export type CodeProblem = { code: "malformed-code" } | { code: "invalid-code"; clockOffsetSeconds: number | null } | UsedCodeProblem;

/** A used code of the app will have a successor; a used backup code will not. */
export type UsedCodeProblem = { code: "code-already-used" } | { code: "backup-code-already-used" };

/** A right code that is not yet consumed; `consume` decides, and returns true once. */
export type CheckedCode = { factor: Factor; consume(tx: Statements, client: ClientInfo): Promise<boolean> };

/** The user of the code, with the secret where it has been read already; null for a user without one. */
type Owner = { userId: string; secret?: ConfirmedSecret | null };

/**
 * Checks a code of that user without consuming it. Every code of a confirmed authenticator and every backup code is checked here (a new authenticator:
 * enrolment.ts): the caller counts the attempt before, and calls
 * `consume` in the transaction that grants what the code is for.
 */
export async function checkCode(deps: Deps, owner: Owner, input: string): Promise<Result<CheckedCode, CodeProblem>> {
  const code = parseCode(input);
  if (code.kind === "malformed") return err({ code: "malformed-code" });
  return code.kind === "totp" ? checkTotp(deps, owner, code) : checkBackupCode(deps, owner.userId, code);
}

/** The problem of a code of that kind that was used before, perhaps in parallel. */
export function usedCodeProblem(factor: Factor): UsedCodeProblem {
  return { code: factor === "backup_code" ? "backup-code-already-used" : "code-already-used" };
}

/** Rolls the transaction of `consume`'s caller back when a parallel submission has consumed the code first. */
export class CodeAlreadyUsed extends Error {}

async function checkTotp(deps: Deps, owner: Owner, { digits }: ParsedCode & { kind: "totp" }): Promise<Result<CheckedCode, CodeProblem>> {
  const { userId } = owner;
  const row = owner.secret === undefined ? await findConfirmedSecret(deps.db, userId) : owner.secret;
  if (!row) return err({ code: "invalid-code", clockOffsetSeconds: null });
  const secret = decryptSecret(deps, userId, row.encrypted);
  const verdict = verifyTotp({ secret, lastAcceptedStep: row.lastAcceptedStep }, digits, deps.clock.now(), "past-only");
  if (verdict.kind === "already-used") return err(usedCodeProblem("totp"));
  if (verdict.kind === "wrong") return err({ code: "invalid-code", clockOffsetSeconds: verdict.clockOffsetSeconds });
  return ok({ factor: "totp", consume: (tx) => consumeTimeStep(tx, row.id, verdict.step) });
}

/** Looked up by the hash under the same user, so that another user's code is simply wrong. */
async function checkBackupCode(
  deps: Deps,
  userId: string,
  { code }: ParsedCode & { kind: "backup-code" },
): Promise<Result<CheckedCode, CodeProblem>> {
  const codeHash = deps.keyedHash("backup-code", code);
  const known = await findBackupCode(deps.db, userId, codeHash);
  if (!known) return err({ code: "invalid-code", clockOffsetSeconds: null });
  if (known.usedAt) return err(usedCodeProblem("backup_code"));
  return ok({ factor: "backup_code", consume: (tx, client) => consumeBackupCode(deps, tx, { userId, codeHash, client }) });
}
