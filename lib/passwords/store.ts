import type { Transaction } from "@/lib/platform/db/connect";

export async function findPasswordHash(db: Transaction, userId: string): Promise<string | null> {
  const user = await db.user.findUnique({ where: { id: userId }, select: { passwordHash: true } });
  return user?.passwordHash ?? null;
}
