import type { Deps } from "@/lib/platform/deps";
import { findBackupCodes } from "./store";

export type BackupCodeUse = { usedAt: Date | null };

/** One entry a backup code, the unused ones first: the codes themselves cannot be shown again. */
export async function listBackupCodes(deps: Deps, userId: string): Promise<BackupCodeUse[]> {
  return findBackupCodes(deps.db, userId);
}
