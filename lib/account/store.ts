import type { Transaction } from "@/lib/platform/db/connect";
import { identifierKey } from "@/lib/users/identifier-key";

const SETTINGS = { username: true, email: true, emailProvenAt: true, emailLoginVerification: true, securityMails: true } as const;

export async function findSettings(db: Transaction, userId: string) {
  return db.user.findUniqueOrThrow({ where: { id: userId }, select: SETTINGS });
}

export async function saveFlags(tx: Transaction, userId: string, flags: { emailLoginVerification: boolean; securityMails: boolean }) {
  await tx.user.update({ where: { id: userId }, data: flags, select: { id: true } });
}

/** True when this call changed it. */
export async function clearEmailVerification(tx: Transaction, userId: string): Promise<boolean> {
  const where = { id: userId, emailLoginVerification: true };
  return (await tx.user.updateMany({ where, data: { emailLoginVerification: false } })).count === 1;
}

type ProvenAddress = { email: string; provenAt: Date; emailLoginVerification: boolean; securityMails: boolean };

/** Puts the proven address and what was asked for together with it into force. Throws Prisma's P2002 when it is taken. */
export async function saveProvenAddress(tx: Transaction, userId: string, { email, provenAt, ...flags }: ProvenAddress): Promise<void> {
  const data = { email, emailKey: identifierKey(email), emailProvenAt: provenAt, ...flags };
  await tx.user.update({ where: { id: userId }, data, select: { id: true } });
}

/** Takes the address off, and email verification with it; the choice of security emails is kept for the next one. */
export async function removeAddress(tx: Transaction, userId: string, securityMails: boolean): Promise<void> {
  const data = { email: null, emailKey: null, emailProvenAt: null, emailLoginVerification: false, securityMails };
  await tx.user.update({ where: { id: userId }, data, select: { id: true } });
}

export async function isAddressTaken(db: Transaction, userId: string, email: string): Promise<boolean> {
  return (await db.user.findFirst({ where: { emailKey: identifierKey(email), id: { not: userId } }, select: { id: true } })) !== null;
}

export async function savePasswordHash(tx: Transaction, userId: string, passwordHash: string): Promise<void> {
  await tx.user.update({ where: { id: userId }, data: { passwordHash }, select: { id: true } });
}
