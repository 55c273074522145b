import { UnsealError, unseal } from "@/lib/platform/crypto/seal";
import type { SealedRow, SealedTable } from "@/lib/platform/crypto/sealed-table";
import type { Deps } from "@/lib/platform/deps";

/** What the row holds, or null when it cannot be opened. */
export function openRow({ config }: Deps, { contextOf }: SealedTable, row: SealedRow): string | null {
  try {
    return unseal(config.encryptionKeys, contextOf(row), row.sealed);
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}
