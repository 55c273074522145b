import type { Transaction } from "@/lib/platform/db/connect";

/**
 * Ends every session of the user but `exceptId`, and every sign-in on its way, within the caller's transaction: one begun
 * before a change must not become a session after it. The number of sessions ended.
 */
export async function endUserSessions(tx: Transaction, userId: string, now: Date, exceptId?: string): Promise<number> {
  await holdUser(tx, userId);
  await cancelSignIns(tx, userId, now);
  const { count } = await tx.session.deleteMany({ where: { userId, ...(exceptId && { id: { not: exceptId } }) } });
  return count;
}

/** A sign-in that needs no second factor holds its user while it becomes a session: it is over by then, or begins afterwards. */
async function holdUser(tx: Transaction, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
}

/** Ends every sign-in of the user that has not become a session yet. */
export async function cancelSignIns(tx: Transaction, userId: string, now: Date): Promise<void> {
  await tx.loginAttempt.updateMany({ where: { userId, consumedAt: null, cancelledAt: null }, data: { cancelledAt: now } });
}
