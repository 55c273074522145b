import { v7 } from "uuid";
import { OPTIONAL_EVENT_KIND, SECURITY_EVENT_KINDS, type SecurityEventKind } from "@/lib/mail/types";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Statements } from "@/lib/platform/db/statements";

type NewNotice = { userId: string; kind: string; at: Date; ip: string | null; userAgent: string | null };

/** For a user with a confirmed address, which the notice keeps; of sign-ins from new browsers, for a user who wants to know of them. */
export async function insertNotice(tx: Statements, { userId, kind, at, ip, userAgent }: NewNotice): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO security_notices (id, user_id, kind, to_address, at, ip, user_agent)
    SELECT ${v7()}::uuid, id, ${kind}, email, ${at}, ${ip}, ${userAgent} FROM users
    WHERE id = ${userId}::uuid AND email IS NOT NULL AND email_proven_at IS NOT NULL AND (security_mails OR ${kind} <> ${OPTIONAL_EVENT_KIND})`;
}

export type NoticeGroup = { userId: string; kind: SecurityEventKind; toAddress: string };

/** The time in which a mail keeps the next of its kind waiting. */
export type Interval = { after: Date; until: Date };

/** Users, kinds and addresses with something to tell, to which nothing of that kind was mailed in the interval. */
export async function findDueGroups(db: Transaction, { after, until }: Interval): Promise<NoticeGroup[]> {
  return db.$queryRaw<NoticeGroup[]>`
    SELECT DISTINCT waiting.user_id::text AS "userId", waiting.kind, waiting.to_address AS "toAddress" FROM security_notices AS waiting
    WHERE waiting.mailed_at IS NULL AND waiting.kind = ANY(${[...SECURITY_EVENT_KINDS]}) AND NOT EXISTS (
      SELECT 1 FROM security_notices AS mailed
      WHERE mailed.user_id = waiting.user_id AND mailed.kind = waiting.kind AND mailed.to_address = waiting.to_address
        AND mailed.mailed_at > ${after} AND mailed.mailed_at <= ${until})`;
}

/** The user's notices take turns until the transaction ends: of two servers, the second sees what the first has mailed. */
export async function lockRecipient(tx: Transaction, userId: string) {
  await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
  return tx.user.findUnique({ where: { id: userId }, select: { username: true, securityMails: true } });
}

export async function mailedIn(tx: Transaction, group: NoticeGroup, { after, until }: Interval): Promise<boolean> {
  return (await tx.securityNotice.count({ where: { ...group, mailedAt: { gt: after, lte: until } } })) > 0;
}

/** Takes what is waiting, oldest first. */
export async function claimNotices(tx: Transaction, group: NoticeGroup, mailedAt: Date) {
  const rows = await tx.securityNotice.updateManyAndReturn({ where: { ...group, mailedAt: null }, data: { mailedAt } });
  return rows.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** Mailed notices count for the interval only. */
export async function deleteMailed(db: Transaction, mailedBefore: Date): Promise<void> {
  await db.securityNotice.deleteMany({ where: { mailedAt: { lte: mailedBefore } } });
}
