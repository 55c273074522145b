import type { Transaction } from "@/lib/platform/db/connect";
import { deleteAllBackupCodes } from "./store";

/** For when none of them can be checked any more: what is left of them would be counted, and would let nobody in. */
export async function voidBackupCodes(tx: Transaction): Promise<void> {
  await deleteAllBackupCodes(tx);
}
