import type { Transaction } from "@/lib/platform/db/connect";
import { findTimesOfKind } from "./store";
import type { MailKind } from "./types";

/** When mails of that kind were written to the user since `since`, newest first. */
export async function findMailTimes(db: Transaction, userId: string, kind: MailKind, since: Date): Promise<Date[]> {
  return findTimesOfKind(db, userId, kind, since);
}
