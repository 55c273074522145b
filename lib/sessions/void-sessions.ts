import type { Transaction } from "@/lib/platform/db/connect";
import { deleteAllSessions } from "./store";

/** For when no session's token can be found any more: what is left of them would be listed as signed in. */
export async function voidSessions(tx: Transaction): Promise<void> {
  await deleteAllSessions(tx);
}
