import { addSeconds } from "@/lib/platform/clock";
import type { Prepared, Transaction } from "@/lib/platform/db/connect";
import type { Factor } from "@/lib/platform/db/generated/enums";
import { SESSION_INACTIVITY_SECONDS } from "@/lib/policy";
import type { CurrentSession } from "./types";

export type NewSession = {
  tokenHash: string;
  userId: string;
  factors: Factor[];
  remember: boolean;
  ip: string;
  userAgent: string;
  createdAt: Date;
  expiresAt: Date;
};

export async function insertSession(tx: Transaction, session: NewSession): Promise<string> {
  const row = await tx.session.create({ data: { ...session, lastSeenAt: session.createdAt }, select: { id: true } });
  return row.id;
}

type LiveSession = Omit<CurrentSession, "user"> & { lastSeenAt: Date; userId: string } & Omit<CurrentSession["user"], "id">;

const LIVE_SESSION = {
  name: "live-session",
  text: `SELECT s.id, s.factors::text[] AS factors, s.remember, s.created_at AS "createdAt", s.last_seen_at AS "lastSeenAt",
      s.expires_at AS "expiresAt", s.reverified_at AS "reverifiedAt", u.id AS "userId", u.username, u.email, u.admin
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.token_hash = $1 AND s.expires_at > $2 AND (s.remember OR s.last_seen_at > $3) AND u.disabled_at IS NULL`,
};

/** A session without `Remember me` that was last used then is over. */
function leftAloneSince(now: Date): Date {
  return addSeconds(now, -SESSION_INACTIVITY_SECONDS);
}

/** The session and its user, and nothing when either is over, left alone or disabled. Written out: every request asks this. */
export async function findLiveSession(prepared: Prepared, tokenHash: string, now: Date): Promise<LiveSession | null> {
  const [row] = await prepared<LiveSession>(LIVE_SESSION, [tokenHash, now, leftAloneSince(now)]);
  return row ?? null;
}

const TOUCH_SESSION = {
  name: "touch-session",
  text: "UPDATE sessions SET last_seen_at = $3 WHERE id = $1 AND last_seen_at = $2",
};

/** Of requests that come at once, one writes. */
export async function touchSession(prepared: Prepared, id: string, lastSeenAt: Date, now: Date): Promise<void> {
  await prepared(TOUCH_SESSION, [id, lastSeenAt, now]);
}

export async function deleteSession(tx: Transaction, id: string): Promise<number> {
  const { count } = await tx.session.deleteMany({ where: { id } });
  return count;
}

function live(now: Date) {
  return { expiresAt: { gt: now }, OR: [{ remember: true }, { lastSeenAt: { gt: leftAloneSince(now) } }] };
}

/** Deletes the session of this token if it is live; whose it was. */
export async function deleteLiveSession(tx: Transaction, tokenHash: string, now: Date): Promise<string | null> {
  const session = await tx.session.findFirst({ where: { tokenHash, ...live(now) }, select: { id: true, userId: true } });
  return session && (await deleteSession(tx, session.id)) === 1 ? session.userId : null;
}

export async function findUserSessions(db: Transaction, userId: string, now: Date) {
  return db.session.findMany({
    where: { userId, ...live(now) },
    orderBy: { lastSeenAt: "desc" },
    select: { id: true, ip: true, userAgent: true, factors: true, createdAt: true, lastSeenAt: true },
  });
}

/** Deletes that session if it is the user's own; false for anybody else's, or none. */
export async function deleteOwnSession(tx: Transaction, userId: string, id: string): Promise<boolean> {
  const { count } = await tx.session.deleteMany({ where: { id, userId } });
  return count === 1;
}

/** Deletes every session of everybody. */
export async function deleteAllSessions(tx: Transaction): Promise<void> {
  await tx.session.deleteMany();
}
