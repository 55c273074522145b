import type { Transaction } from "@/lib/platform/db/connect";
import { deleteUserSessions } from "./store";
import type { SessionEndReason } from "./types";

/**
 * Ends every session of the user but `exceptId`, and every sign-in on its way, within the caller's transaction: one begun
 * before a change must not become a session after it. The number of sessions ended.
 */
export async function endUserSessions(
  tx: Transaction,
  userId: string,
  now: Date,
  { reason, exceptId }: { reason: SessionEndReason; exceptId?: string },
): Promise<number> {
  await holdUser(tx, userId);
  await cancelSignIns(tx, userId, now, reason);
  return deleteUserSessions(tx, { userId, exceptId }, reason, now);
}

/** A sign-in that needs no second factor holds its user while it becomes a session: it is over by then, or begins afterwards. */
async function holdUser(tx: Transaction, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
}

/** Ends every sign-in of the user that has not become a session yet; `reason` is shown where it was under way. */
export async function cancelSignIns(tx: Transaction, userId: string, now: Date, reason: SessionEndReason): Promise<void> {
  const data = { cancelledAt: now, endReason: reason };
  await tx.loginAttempt.updateMany({ where: { userId, consumedAt: null, cancelledAt: null }, data });
}
