import type { Transaction } from "./connect";
import { named } from "./sql";

/** Tables whose rows are over at their `expires_at`, which is indexed. */
export type ExpiringTable = "login_attempts" | "pending_totp_secrets" | "one_time_links";

/** Deletes up to `count` rows over since before `since`, the oldest first, and what belongs to them; the number deleted. */
export async function deleteOver(db: Transaction, table: ExpiringTable, since: Date, count: number): Promise<number> {
  const name = named(table);
  return db.$executeRaw`DELETE FROM ${name} WHERE id IN
    (SELECT id FROM ${name} WHERE expires_at < ${since} ORDER BY expires_at LIMIT ${count})`;
}
