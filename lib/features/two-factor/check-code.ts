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

/** Of the app there will be a next one; a backup code is gone for good. */
export type UsedCodeProblem = { code: "code-already-used" } | { code: "backup-code-already-used" };

/** A code found to be right and not yet used up; `consume` decides, and answers true once. */
export type CheckedCode = { factor: Factor; consume(tx: Statements, client: ClientInfo): Promise<boolean> };

/** Whose code it is, with the secret where it has been read already; null for somebody who has none. */
type Owner = { userId: string; secret?: ConfirmedSecret | null };

/**
 * Checks a typed code of that user without using it up. The one way in for every entry that takes a second factor: the
 * caller charges its budget before, and calls `consume` in the transaction that grants what the code is for.
 */
export async function checkCode(deps: Deps, owner: Owner, input: string): Promise<Result<CheckedCode, CodeProblem>> {
  const code = parseCode(input);
  if (code.kind === "malformed") return err({ code: "malformed-code" });
  return code.kind === "totp" ? checkTotp(deps, owner, code) : checkBackupCode(deps, owner.userId, code);
}

/** What is wrong with a code of that kind which somebody, perhaps in parallel, has used before. */
export function usedCodeProblem(factor: Factor): UsedCodeProblem {
  return { code: factor === "backup_code" ? "backup-code-already-used" : "code-already-used" };
}

/** For a caller of `consume` that is too late: rolls its transaction back when a parallel submission has used the code up first. */
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

/** Looked up by the hash under the same user, so that a code of somebody else is simply wrong. */
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
