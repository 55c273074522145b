import type { Transaction } from "@/lib/platform/db/connect";

export async function findPasswordHash(db: Transaction, userId: string): Promise<string | null> {
  const user = await db.user.findUnique({ where: { id: userId }, select: { passwordHash: true } });
  return user?.passwordHash ?? null;
}

/** Replaces the hash by another one of the same password. Returns false when it has been replaced since it was read. */
export async function replacePasswordHash(db: Transaction, userId: string, from: string, to: string): Promise<boolean> {
  const { count } = await db.user.updateMany({ where: { id: userId, passwordHash: from }, data: { passwordHash: to } });
  return count === 1;
}
