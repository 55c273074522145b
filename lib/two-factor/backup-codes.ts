import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { randomCharacters } from "@/lib/platform/random";
import { BACKUP_CODE_COUNT, BACKUP_CODE_LENGTH } from "@/lib/policy";
import { BACKUP_CODE_ALPHABET, formatBackupCode } from "./code";
import { replaceBackupCodeHashes } from "./store";

/** Makes fresh backup codes and voids the old ones. The returned texts exist nowhere else: only keyed hashes are kept. */
export async function issueBackupCodes(deps: Deps, tx: Transaction, userId: string): Promise<string[]> {
  const codes = new Set<string>();
  while (codes.size < BACKUP_CODE_COUNT) codes.add(randomCharacters(deps.random, BACKUP_CODE_ALPHABET, BACKUP_CODE_LENGTH));
  const hashes = [...codes].map((code) => deps.keyedHash("backup-code", code));
  await replaceBackupCodeHashes(tx, userId, hashes, deps.clock.now());
  return [...codes].map(formatBackupCode);
}
