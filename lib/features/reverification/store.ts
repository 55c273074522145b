import { isEmailVerificationOn } from "@/lib/features/two-factor/state";
import type { Transaction } from "@/lib/platform/db/connect";

/** Returns the address for emailed reverification codes, where email verification is on; else null. */
export async function findReverificationAddress(db: Transaction, userId: string): Promise<string | null> {
  const select = { email: true, emailLoginVerification: true, emailConfirmedAt: true } as const;
  const user = await db.user.findUnique({ where: { id: userId }, select });
  return user && isEmailVerificationOn(user) ? user.email : null;
}
