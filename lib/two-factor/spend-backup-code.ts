import { recordEvent } from "@/lib/audit/record";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { BACKUP_CODES_LOW } from "@/lib/policy";
import { noteSecurityEvent } from "@/lib/security-notices/note-security-event";
import { consumeBackupCode, countUnusedBackupCodes } from "./store";

type Input = { userId: string; codeHash: string; client: ClientInfo };

/**
 * Uses the code up, once, and tells its owner, also when few are left; false when it was used up before. The caller calls
 * `recordSpentCode` among the last writes of the transaction.
 */
export async function spendBackupCode(deps: Deps, tx: Statements, { userId, codeHash, client }: Input): Promise<boolean> {
  if (!(await consumeBackupCode(tx, userId, codeHash, deps.clock.now()))) return false;
  await noteSecurityEvent(deps, tx, { userId, kind: "backup-code-used", client });
  if ((await countUnusedBackupCodes(tx, userId)) <= BACKUP_CODES_LOW)
    await noteSecurityEvent(deps, tx, { userId, kind: "backup-codes-low", client });
  return true;
}

export async function recordSpentCode(
  deps: Deps,
  tx: Statements,
  { userId, client }: { userId: string; client: ClientInfo },
): Promise<void> {
  const event = { actorUserId: userId, subjectUserId: userId, factor: "backup_code", client } as const;
  await recordEvent(deps, tx, { ...event, type: "backup-code-used" });
}
