import type { Statements } from "@/lib/platform/db/statements";

export type Counts = { sessions: number; users: number; protectedUsers: number; expired: number; mailWaiting: number; mailFailed: number };

/** From when on a confirmation still holds, and a session without `Remember me` is not left alone. */
type Limits = { expiredBefore: Date; seenAfter: Date };

/** All of it as of one moment. */
export async function readCounts(db: Statements, now: Date, { expiredBefore, seenAfter }: Limits): Promise<Counts> {
  const [counts] = await db.$queryRaw<Counts[]>`SELECT
    (SELECT count(*)::int FROM sessions WHERE expires_at > ${now} AND (remember OR last_seen_at > ${seenAfter})) AS sessions,
    (SELECT count(*)::int FROM users) AS users,
    (SELECT count(*)::int FROM totp_secrets) AS "protectedUsers",
    (SELECT count(*)::int FROM totp_secrets WHERE confirmed_at < ${expiredBefore}) AS expired,
    (SELECT count(*)::int FROM mail_messages WHERE sent_at IS NULL AND abandoned_at IS NULL) AS "mailWaiting",
    (SELECT count(*)::int FROM mail_messages WHERE sent_at IS NULL AND abandoned_at IS NOT NULL) AS "mailFailed"`;
  if (!counts) throw new Error("counting gave no row");
  return counts;
}
