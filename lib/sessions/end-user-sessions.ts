import type { Transaction } from "@/lib/platform/db/connect";

/** Ends every session of the user but `exceptId`, within the caller's transaction; the number ended. */
export async function endUserSessions(tx: Transaction, userId: string, exceptId?: string): Promise<number> {
  const { count } = await tx.session.deleteMany({ where: { userId, ...(exceptId && { id: { not: exceptId } }) } });
  return count;
}
