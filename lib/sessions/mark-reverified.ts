import type { Transaction } from "@/lib/platform/db/connect";

/** Notes, in the transaction that consumed the proof, that this session has just proven a factor again; false when it has ended meanwhile. */
export async function markReverified(tx: Transaction, sessionId: string, now: Date): Promise<boolean> {
  const { count } = await tx.session.updateMany({ where: { id: sessionId }, data: { reverifiedAt: now } });
  return count === 1;
}
