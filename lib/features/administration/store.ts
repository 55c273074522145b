import type { Transaction } from "@/lib/platform/db/connect";

/** Any number; the same for everything that administrators do to accounts. */
const ADMINISTRATION_LOCK = 76_113;

/** One at a time, until the transaction ends: of two administrators who disable each other, the second is none any more. */
export async function lockAdministration(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ADMINISTRATION_LOCK})`;
}

export async function isActiveAdministrator(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.user.count({ where: { id, admin: true, disabledAt: null } })) === 1;
}

/** Whom an email about the account goes to: `address` only where its owner has proven it. */
export async function findAddressee(tx: Transaction, id: string) {
  const select = { username: true, email: true, emailConfirmedAt: true, emailLoginVerification: true } as const;
  const user = await tx.user.findUnique({ where: { id }, select });
  if (!user) return null;
  const { username, email, emailConfirmedAt, emailLoginVerification } = user;
  return { username, email, address: emailConfirmedAt && email, emailVerification: emailConfirmedAt !== null && emailLoginVerification };
}
