import type { Transaction } from "@/lib/platform/db/connect";

/**
 * Ends every session of the user but `exceptId`, and every sign-in on its way, within the caller's transaction: one begun
 * before a change must not become a session after it. The number of sessions ended.
 */
export async function endUserSessions(tx: Transaction, userId: string, now: Date, exceptId?: string): Promise<number> {
  await cancelSignIns(tx, userId, now);
  const { count } = await tx.session.deleteMany({ where: { userId, ...(exceptId && { id: { not: exceptId } }) } });
  return count;
}

/** Ends every sign-in of the user that has not become a session yet. */
export async function cancelSignIns(tx: Transaction, userId: string, now: Date): Promise<void> {
  await tx.loginAttempt.updateMany({ where: { userId, consumedAt: null, cancelledAt: null }, data: { cancelledAt: now } });
}
