import type { Prepared } from "@/lib/platform/db/connect";

export type Counts = { sessions: number; users: number; protectedUsers: number; expired: number; mailWaiting: number; mailFailed: number };

/** From when on a confirmation still holds, and a session without `Remember me` is not left alone. */
type Limits = { expiredBefore: Date; seenAfter: Date };

const COUNTS = {
  name: "metrics",
  text: `SELECT
    (SELECT count(*)::int FROM sessions WHERE expires_at > $1 AND (remember OR last_seen_at > $3)) AS sessions,
    (SELECT count(*)::int FROM users) AS users,
    (SELECT count(*)::int FROM totp_secrets) AS "protectedUsers",
    (SELECT count(*)::int FROM totp_secrets WHERE confirmed_at < $2) AS expired,
    (SELECT count(*)::int FROM mail_messages WHERE sent_at IS NULL AND abandoned_at IS NULL) AS "mailWaiting",
    (SELECT count(*)::int FROM mail_messages WHERE sent_at IS NULL AND abandoned_at IS NOT NULL) AS "mailFailed"`,
};

/** All of it as of one moment. */
export async function readCounts(prepared: Prepared, now: Date, { expiredBefore, seenAfter }: Limits): Promise<Counts> {
  const [counts] = await prepared<Counts>(COUNTS, [now, expiredBefore, seenAfter]);
  if (!counts) throw new Error("counting gave no row");
  return counts;
}
