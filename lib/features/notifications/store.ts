import { v7 } from "uuid";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Statements } from "@/lib/platform/db/statements";
import { OPTIONAL_EVENT_KIND, SECURITY_EVENT_KINDS, type SecurityEventKind } from "./types";

export type NewMail = {
  id: string;
  userId: string | null;
  toAddress: string;
  kind: string;
  subject: string;
  encryptedBody: string;
  keyId: string;
  createdAt: Date;
  dueAt: Date;
};

export async function insertMail(tx: Transaction, mail: NewMail): Promise<void> {
  await tx.mailMessage.create({ data: mail, select: { id: true } });
}

export async function findLocales(tx: Transaction, userId: string) {
  return tx.user.findUnique({ where: { id: userId }, select: { locale: true, browserLocale: true } });
}

/** Emails that are neither sent nor permanently failed. */
const open = { sentAt: null, failedAt: null };

export type ClaimedMail = NonNullable<Awaited<ReturnType<typeof claimMail>>>;

/** Claims the email for one delivery attempt until `leaseUntil`. Returns its row to exactly one of several parallel calls, else null. */
export async function claimMail(db: Transaction, id: string, now: Date, leaseUntil: Date) {
  const [mail] = await db.mailMessage.updateManyAndReturn({
    where: { id, ...open, dueAt: { lte: now } },
    data: { dueAt: leaseUntil, attempts: { increment: 1 } },
  });
  return mail ?? null;
}

/** Only the latest delivery attempt may record its outcome: one whose lease has ended finds the row claimed. */
const ofAttempt = ({ id, attempts }: { id: string; attempts: number }) => ({ id, attempts, ...open });

/** Renews the lease of the delivery attempt under way. */
export async function renewLease(db: Transaction, claimed: ClaimedMail, leaseUntil: Date): Promise<void> {
  await db.mailMessage.updateMany({ where: ofAttempt(claimed), data: { dueAt: leaseUntil } });
}

const WITHOUT_BODY = { encryptedBody: null, keyId: null };

export async function markSent(db: Transaction, claimed: ClaimedMail, sentAt: Date): Promise<void> {
  await db.mailMessage.updateMany({ where: ofAttempt(claimed), data: { sentAt, failure: null, ...WITHOUT_BODY } });
}

export async function postpone(db: Transaction, claimed: ClaimedMail, dueAt: Date, failure: string): Promise<void> {
  await db.mailMessage.updateMany({ where: ofAttempt(claimed), data: { dueAt, failure } });
}

export async function markFailed(db: Transaction, claimed: ClaimedMail, failedAt: Date, failure: string): Promise<void> {
  await db.mailMessage.updateMany({ where: ofAttempt(claimed), data: { failedAt, failure, ...WITHOUT_BODY } });
}

export async function findMail(db: Transaction, id: string) {
  return db.mailMessage.findUnique({ where: { id }, select: { sentAt: true, failedAt: true, failure: true } });
}

export async function findQueued(db: Transaction, id: string) {
  return db.mailMessage.findFirst({
    where: { id, ...open },
    select: { id: true, userId: true, toAddress: true, kind: true, encryptedBody: true },
  });
}

/** Returns the newest email of the kind to the user since then. */
export async function findNewest(db: Transaction, userId: string, kind: string, since: Date) {
  return db.mailMessage.findFirst({
    where: { userId, kind, createdAt: { gte: since } },
    orderBy: { createdAt: "desc" },
    select: { sentAt: true, failedAt: true, failure: true },
  });
}

/** Returns the ids of due emails, the longest waiting first. */
export async function findDue(db: Transaction, now: Date, count: number): Promise<string[]> {
  const rows = await db.mailMessage.findMany({
    where: { ...open, dueAt: { lte: now } },
    orderBy: { dueAt: "asc" },
    take: count,
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

export async function deleteOlderThan(db: Transaction, createdBefore: Date): Promise<number> {
  const { count } = await db.mailMessage.deleteMany({ where: { createdAt: { lt: createdBefore } } });
  return count;
}

type PageRange = { state?: string; after?: string; before?: string; take: number };

/** Returns emails older than `after`, newest first, or newer than `before`, oldest first. Ids are in order of creation. */
export async function findPage(db: Transaction, { state, after, before, take }: PageRange) {
  const id = { ...(after && { lt: after }), ...(before && { gt: before }) };
  return db.mailMessage.findMany({ where: { ...(state && { state }), id }, orderBy: { id: before ? "asc" : "desc" }, take });
}

/** Returns how many emails have permanently failed, up to `limit`. */
export async function countFailed(db: Transaction, limit: number): Promise<number> {
  return db.mailMessage.count({ where: { state: "failed" }, take: limit });
}

/** Emails that wait to be sent, and those that have permanently failed. */
export async function countUnsent(db: Transaction): Promise<{ waiting: number; failed: number }> {
  const [waiting, failed] = await Promise.all([
    db.mailMessage.count({ where: open }),
    db.mailMessage.count({ where: { sentAt: null, failedAt: { not: null } } }),
  ]);
  return { waiting, failed };
}

export async function findTimesOfKind(db: Transaction, userId: string, kind: string, since: Date): Promise<Date[]> {
  const where = { userId, kind, createdAt: { gt: since } };
  const rows = await db.mailMessage.findMany({ where, orderBy: { createdAt: "desc" }, select: { createdAt: true } });
  return rows.map(({ createdAt }) => createdAt);
}

type NewNotice = { userId: string; kind: string; at: Date; ip: string | null; userAgent: string | null };

/** For a user with a confirmed address, which the notice keeps; of sign-ins from new browsers, for a user who wants to know of them. */
export async function insertNotice(tx: Statements, { userId, kind, at, ip, userAgent }: NewNotice): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO security_notices (id, user_id, kind, to_address, at, ip, user_agent)
    SELECT ${v7()}::uuid, id, ${kind}, email, ${at}, ${ip}, ${userAgent} FROM users
    WHERE id = ${userId}::uuid AND email IS NOT NULL AND email_proven_at IS NOT NULL AND (security_mails OR ${kind} <> ${OPTIONAL_EVENT_KIND})`;
}

export type NoticeGroup = { userId: string; kind: SecurityEventKind; toAddress: string };

/** The interval in which an email delays the next of its kind. */
export type Interval = { after: Date; until: Date };

/** Users, kinds and addresses with waiting notices and no email of that kind in the interval. */
export async function findDueGroups(db: Transaction, { after, until }: Interval): Promise<NoticeGroup[]> {
  return db.$queryRaw<NoticeGroup[]>`
    SELECT DISTINCT waiting.user_id::text AS "userId", waiting.kind, waiting.to_address AS "toAddress" FROM security_notices AS waiting
    WHERE waiting.mailed_at IS NULL AND waiting.kind = ANY(${[...SECURITY_EVENT_KINDS]}) AND NOT EXISTS (
      SELECT 1 FROM security_notices AS mailed
      WHERE mailed.user_id = waiting.user_id AND mailed.kind = waiting.kind AND mailed.to_address = waiting.to_address
        AND mailed.mailed_at > ${after} AND mailed.mailed_at <= ${until})`;
}

export async function findRecipient(tx: Transaction, userId: string) {
  return tx.user.findUnique({ where: { id: userId }, select: { username: true, securityMails: true } });
}

export async function mailedIn(tx: Transaction, group: NoticeGroup, { after, until }: Interval): Promise<boolean> {
  return (await tx.securityNotice.count({ where: { ...group, mailedAt: { gt: after, lte: until } } })) > 0;
}

/** Claims the waiting notices, oldest first. */
export async function claimNotices(tx: Transaction, group: NoticeGroup, mailedAt: Date) {
  const rows = await tx.securityNotice.updateManyAndReturn({ where: { ...group, mailedAt: null }, data: { mailedAt } });
  return rows.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** Mailed notices count for the interval only. */
export async function deleteMailed(db: Transaction, mailedBefore: Date): Promise<void> {
  await db.securityNotice.deleteMany({ where: { mailedAt: { lte: mailedBefore } } });
}
