import { isEmailVerificationOn } from "@/lib/features/two-factor/state";
import type { Transaction } from "@/lib/platform/db/connect";

/** Advisory-lock key, shared by all administrator actions so that they run one at a time. */
const ADMINISTRATION_LOCK = 76_113;

/** Held until the transaction ends: of two administrators who disable each other, the second is already disabled. */
export async function lockAdministration(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ADMINISTRATION_LOCK})`;
}

export async function isActiveAdministrator(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.user.count({ where: { id, admin: true, disabledAt: null } })) === 1;
}

/** The recipient of an email about the account; `address` is set only when confirmed. */
export type Addressee = NonNullable<Awaited<ReturnType<typeof findAddressee>>>;

export async function findAddressee(tx: Transaction, id: string) {
  const select = { username: true, email: true, emailConfirmedAt: true, emailLoginVerification: true } as const;
  const user = await tx.user.findUnique({ where: { id }, select });
  if (!user) return null;
  const { username, email, emailConfirmedAt } = user;
  return { id, username, email, address: emailConfirmedAt && email, emailVerification: isEmailVerificationOn(user) };
}
