import type { Transaction } from "@/lib/platform/db/connect";

/** Notes, in the transaction that consumed the proof, that this session has just proven a factor again. */
export async function markReverified(tx: Transaction, sessionId: string, now: Date): Promise<void> {
  await tx.session.updateMany({ where: { id: sessionId }, data: { reverifiedAt: now } });
}
