import type { Transaction } from "@/lib/platform/db/connect";

/** Returns the address for emailed reverification codes, where email verification is on; else null. */
export async function findReverificationAddress(db: Transaction, userId: string): Promise<string | null> {
  const user = await db.user.findFirst({
    where: { id: userId, emailLoginVerification: true, emailConfirmedAt: { not: null } },
    select: { email: true },
  });
  return user?.email ?? null;
}
