import type { Transaction } from "@/lib/platform/db/connect";

/** True when the user has signed in with this browser before. */
export async function touchBrowser(tx: Transaction, userId: string, tokenHash: string, now: Date): Promise<boolean> {
  const { count } = await tx.knownBrowser.updateMany({ where: { userId, tokenHash }, data: { lastSeenAt: now } });
  return count === 1;
}

export async function findBrowserId(db: Transaction, userId: string, tokenHash: string): Promise<string | null> {
  const browser = await db.knownBrowser.findUnique({ where: { userId_tokenHash: { userId, tokenHash } }, select: { id: true } });
  return browser?.id ?? null;
}

export async function countBrowsers(tx: Transaction, userId: string): Promise<number> {
  return tx.knownBrowser.count({ where: { userId } });
}

/** Everybody who is known under the old token is known under the new one. */
export async function renameToken(tx: Transaction, oldHash: string, newHash: string): Promise<void> {
  await tx.knownBrowser.updateMany({ where: { tokenHash: oldHash }, data: { tokenHash: newHash } });
}

export async function insertBrowser(tx: Transaction, userId: string, tokenHash: string, now: Date): Promise<void> {
  await tx.knownBrowser.create({ data: { userId, tokenHash, firstSeenAt: now, lastSeenAt: now }, select: { id: true } });
}

export async function deleteUnseenSince(tx: Transaction, userId: string, seenBefore: Date): Promise<void> {
  await tx.knownBrowser.deleteMany({ where: { userId, lastSeenAt: { lt: seenBefore } } });
}
