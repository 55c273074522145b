import type { Db, Transaction } from "@/lib/platform/db/connect";
import { escapeLike, type Statements } from "@/lib/platform/db/statements";
import { identifierKey } from "./identifier";
import { UserRemoved } from "./types";

export type NewUser = {
  username: string;
  usernameKey: string;
  usernameSkeleton: string;
  email: string | null;
  emailKey: string | null;
  /** Null: a one-time link will set it. */
  passwordHash: string | null;
  admin: boolean;
  createdAt: Date;
};

/** Returns the new user's id, or null when the name, a lookalike or the address is taken. Parallel calls cannot both succeed. */
export async function insertUser(tx: Transaction, user: NewUser): Promise<string | null> {
  const [row] = await tx.user.createManyAndReturn({ data: [user], skipDuplicates: true, select: { id: true } });
  return row?.id ?? null;
}

export async function usernameExists(db: Transaction, usernameKey: string): Promise<boolean> {
  return (await db.user.count({ where: { usernameKey } })) > 0;
}

export async function looksLikeUsername(db: Transaction, usernameSkeleton: string): Promise<boolean> {
  return (await db.user.count({ where: { usernameSkeleton } })) > 0;
}

export async function anyUserExists(db: Transaction): Promise<boolean> {
  return (await db.user.findFirst({ select: { id: true } })) !== null;
}

/** Advisory-lock key, shared by everything that creates the first account or a link to it. */
const FIRST_ACCOUNT_LOCK = 76_112;

/** Lets one transaction at a time decide whether an account exists, until it ends. */
export async function lockFirstAccount(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${FIRST_ACCOUNT_LOCK})`;
}

const OVERVIEW = {
  id: true,
  username: true,
  email: true,
  emailConfirmedAt: true,
  emailLoginVerification: true,
  passwordHash: true,
  admin: true,
  disabledAt: true,
  createdAt: true,
  lastSignInAt: true,
  totpSecret: { select: { confirmedAt: true } },
  _count: { select: { backupCodes: { where: { usedAt: null } } } },
} as const;

export type UserRow = Awaited<ReturnType<typeof findUsers>>[number];

type FindMany = NonNullable<Parameters<Db["user"]["findMany"]>[0]>;
export type UserWhere = NonNullable<FindMany["where"]>;
type UserQuery = { where: UserWhere; orderBy: FindMany["orderBy"]; take?: number };

export async function findUsers(db: Transaction, { where, orderBy, take }: UserQuery) {
  return db.user.findMany({ relationLoadStrategy: "join", select: OVERVIEW, where, orderBy, ...(take && { take }) });
}

/** By what a user is ordered in lists. */
export async function findCursor(db: Transaction, id: string) {
  const select = { id: true, nameOrder: true, lastSignInKey: true, createdAt: true };
  return db.user.findUnique({ where: { id }, select });
}

export async function findRowById(db: Transaction, id: string): Promise<UserRow | null> {
  return db.user.findUnique({ relationLoadStrategy: "join", where: { id }, select: OVERVIEW });
}

export async function findUserByKey(db: Db, key: string): Promise<UserRow | null> {
  const where = key.includes("@") ? { emailKey: key } : { usernameKey: key };
  return db.user.findFirst({ relationLoadStrategy: "join", where, select: OVERVIEW });
}

/** Up to `limit` names and addresses that share the beginning, the end or the whole of `key`. */
export async function findKeysAround(db: Db, key: string, limit: number): Promise<string[]> {
  const near = [{ startsWith: escapeLike(key.slice(0, 2)) }, { endsWith: escapeLike(key.slice(-2)) }, { contains: escapeLike(key) }];
  const rows = await db.user.findMany({
    where: { OR: near.flatMap((match) => [{ usernameKey: match }, { emailKey: match }]) },
    select: { usernameKey: true, emailKey: true },
    take: limit,
  });
  return rows.flatMap((row) => [row.usernameKey, ...(row.emailKey ? [row.emailKey] : [])]);
}

/** True when this call changed it. */
export async function writeDisabled(tx: Transaction, id: string, disabledAt: Date | null): Promise<boolean> {
  const { count } = await tx.user.updateMany({ where: { id, disabledAt: disabledAt ? null : { not: null } }, data: { disabledAt } });
  return count === 1;
}

/** True when this call changed it. */
export async function writeAdministrator(tx: Transaction, id: string, admin: boolean): Promise<boolean> {
  return (await tx.user.updateMany({ where: { id, admin: !admin }, data: { admin } })).count === 1;
}

/** Locks the user for deletion: work that refers to the user ends before, or finds no user afterwards. */
export async function lockForDeletion(tx: Transaction, id: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${id}::uuid FOR UPDATE`;
}

/** Deletes the user, and by foreign keys everything that belongs to the account. */
export async function deleteUserRow(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.user.deleteMany({ where: { id } })).count === 1;
}

/** Voids every unused setup link and keeps this one. */
export async function replaceSetupLink(tx: Transaction, tokenHash: string, createdAt: Date, expiresAt: Date): Promise<void> {
  await tx.oneTimeLink.deleteMany({ where: { purpose: "setup", usedAt: null } });
  await tx.oneTimeLink.create({ data: { tokenHash, purpose: "setup", createdAt, expiresAt }, select: { id: true } });
}

/** Voids every unused link of the user to set a password. */
export async function voidPasswordLinks(tx: Transaction, userId: string): Promise<void> {
  await tx.oneTimeLink.deleteMany({ where: { purpose: "set_password", userId, usedAt: null } });
}

/** The same, and keeps this one. */
export async function replacePasswordLink(tx: Transaction, userId: string, tokenHash: string, createdAt: Date, expiresAt: Date) {
  await voidPasswordLinks(tx, userId);
  await tx.oneTimeLink.create({ data: { tokenHash, purpose: "set_password", userId, createdAt, expiresAt }, select: { id: true } });
}

const liveLink = (purpose: "setup" | "set_password", tokenHash: string, now: Date) => {
  return { tokenHash, purpose, usedAt: null, expiresAt: { gt: now } };
};

/** Disabling an account and every new password void its links; a server of an earlier version only refuses them while it is disabled. */
const livePasswordLink = (tokenHash: string, now: Date) => ({
  ...liveLink("set_password", tokenHash, now),
  user: { disabledAt: null },
});

export async function findPasswordLink(db: Transaction, tokenHash: string, now: Date) {
  const where = livePasswordLink(tokenHash, now);
  return db.oneTimeLink.findFirst({ where, select: { user: { select: { id: true, username: true, email: true } } } });
}

/** True for exactly one of any number of calls. */
export async function consumePasswordLink(tx: Transaction, tokenHash: string, now: Date): Promise<boolean> {
  const { count } = await tx.oneTimeLink.updateMany({ where: livePasswordLink(tokenHash, now), data: { usedAt: now } });
  return count === 1;
}

export async function hasPassword(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.user.count({ where: { id, passwordHash: { not: null } } })) > 0;
}

export async function liveSetupLinkExists(db: Transaction, tokenHash: string, now: Date): Promise<boolean> {
  return (await db.oneTimeLink.count({ where: liveLink("setup", tokenHash, now) })) > 0;
}

/** True for exactly one of any number of calls. */
export async function consumeSetupLink(tx: Transaction, tokenHash: string, now: Date): Promise<boolean> {
  const { count } = await tx.oneTimeLink.updateMany({ where: liveLink("setup", tokenHash, now), data: { usedAt: now } });
  return count === 1;
}

const SETTINGS = { username: true, email: true, emailConfirmedAt: true, emailLoginVerification: true, securityMails: true } as const;

/** Throws UserRemoved. */
export async function findSettings(db: Transaction, userId: string) {
  const settings = await db.user.findUnique({ where: { id: userId }, select: SETTINGS });
  if (!settings) throw new UserRemoved();
  return settings;
}

export async function saveFlags(tx: Transaction, userId: string, flags: { emailLoginVerification: boolean; securityMails: boolean }) {
  await tx.user.update({ where: { id: userId }, data: flags, select: { id: true } });
}

/** True when this call changed it. */
export async function clearEmailVerification(tx: Transaction, userId: string): Promise<boolean> {
  const where = { id: userId, emailLoginVerification: true };
  return (await tx.user.updateMany({ where, data: { emailLoginVerification: false } })).count === 1;
}

type ConfirmedAddress = { email: string; confirmedAt: Date; emailLoginVerification: boolean; securityMails: boolean };

/** Applies the confirmed address and the settings requested with it. Throws Prisma's P2002 when the address is taken. */
export async function saveConfirmedAddress(
  tx: Transaction,
  userId: string,
  { email, confirmedAt, ...flags }: ConfirmedAddress,
): Promise<void> {
  const data = { email, emailKey: identifierKey(email), emailConfirmedAt: confirmedAt, ...flags };
  await tx.user.update({ where: { id: userId }, data, select: { id: true } });
}

/** Removes the address, and email verification with it; the choice of security emails is kept for the next address. */
export async function clearAddress(tx: Transaction, userId: string, securityMails: boolean): Promise<void> {
  const data = { email: null, emailKey: null, emailConfirmedAt: null, emailLoginVerification: false, securityMails };
  await tx.user.update({ where: { id: userId }, data, select: { id: true } });
}

export async function isAddressTaken(db: Transaction, userId: string, email: string): Promise<boolean> {
  return (await db.user.findFirst({ where: { emailKey: identifierKey(email), id: { not: userId } }, select: { id: true } })) !== null;
}

export async function saveLocale(db: Transaction, userId: string, locale: string): Promise<void> {
  await db.user.updateMany({ where: { id: userId }, data: { locale } });
}

export async function savePasswordHash(tx: Transaction, userId: string, passwordHash: string): Promise<void> {
  await tx.user.update({ where: { id: userId }, data: { passwordHash }, select: { id: true } });
}

/** With a limit the database reads no further. */
export async function countUsers(db: Transaction, where: UserWhere, limit?: number): Promise<number> {
  return db.user.count({ where, ...(limit && { take: limit }) });
}

/** Deletes up to `count` links that expired before `since`, oldest first. */
export async function deleteExpiredLinks(db: Statements, since: Date, count: number): Promise<void> {
  await db.$executeRaw`DELETE FROM one_time_links WHERE id IN
    (SELECT id FROM one_time_links WHERE expires_at < ${since} ORDER BY expires_at LIMIT ${count})`;
}

export function findEmailSettings(db: Transaction, id: string) {
  return db.user.findUnique({ where: { id }, select: { email: true, emailLoginVerification: true, emailConfirmedAt: true } });
}
