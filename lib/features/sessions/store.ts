import { v7 } from "uuid";
import { addSeconds } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Factor } from "@/lib/platform/db/generated/enums";
import { type Sql, type Statements, sql } from "@/lib/platform/db/statements";
import { SESSION_INACTIVITY_SECONDS } from "@/lib/policy";
import type { CurrentSession, SessionEndReason } from "./session";

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

export async function insertSession(tx: Statements, session: NewSession): Promise<void> {
  const { tokenHash, userId, factors, remember, ip, userAgent, createdAt, expiresAt } = session;
  await tx.$executeRaw`
    INSERT INTO sessions (id, token_hash, user_id, factors, remember, ip, user_agent, created_at, last_seen_at, expires_at)
    VALUES (${v7()}::uuid, ${tokenHash}, ${userId}::uuid, ${factors}::text[]::"Factor"[], ${remember}, ${ip}, ${userAgent},
      ${createdAt}, ${createdAt}, ${expiresAt})`;
}

export type LiveSession = Omit<CurrentSession, "user"> & {
  lastSeenAt: Date;
  readOnly: boolean;
  userId: string;
  locale: string | null;
} & Omit<CurrentSession["user"], "id" | "locale">;

/** A session without `Remember me` that was last used before that moment has ended. */
function inactiveSince(now: Date): Date {
  return addSeconds(now, -SESSION_INACTIVITY_SECONDS);
}

/** Condition on a row of `sessions`. */
function isLive(now: Date): Sql {
  return sql`expires_at > ${now} AND (remember OR last_seen_at > ${inactiveSince(now)})`;
}

/** Returns the session and its user; nothing when the session has expired or was inactive, or the user is disabled. */
export function findLiveSession(db: Statements, tokenHash: string, now: Date): Promise<LiveSession | null> {
  return findLive(db, sql`s.token_hash = ${tokenHash}`, now);
}

/** The same for a session whose token of this hash a reverification has replaced. */
export function findRenewedSession(db: Statements, replacedHash: string, since: Date, now: Date): Promise<LiveSession | null> {
  return findLive(db, sql`s.replaced_hash = ${replacedHash} AND s.reverified_at > ${since}`, now);
}

async function findLive(db: Statements, which: Sql, now: Date): Promise<LiveSession | null> {
  const [row] = await db.$queryRaw<LiveSession[]>`
    SELECT s.id, s.factors::text[] AS factors, s.remember, s.created_at AS "createdAt", s.last_seen_at AS "lastSeenAt",
      s.expires_at AS "expiresAt", s.reverified_at AS "reverifiedAt", u.id AS "userId", u.username, u.email, u.admin, u.locale,
      current_setting('transaction_read_only') = 'on' AS "readOnly"
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE ${which} AND ${isLive(now)} AND u.disabled_at IS NULL`;
  return row ?? null;
}

/** Of parallel requests, one writes. */
export async function touchSession(db: Statements, id: string, lastSeenAt: Date, now: Date): Promise<void> {
  await db.$executeRaw`UPDATE sessions SET last_seen_at = ${now} WHERE id = ${id}::uuid AND last_seen_at = ${lastSeenAt}`;
}

/**
 * Records the reverification, and replaces the token unless another one has done so since the session was read: each moves
 * `reverified_at`. Returns null for an ended session.
 */
export async function saveReverification(
  tx: Statements,
  read: CurrentSession,
  tokenHash: string,
  now: Date,
): Promise<{ renewed: boolean } | null> {
  const [saved] = await tx.$queryRaw<{ renewed: boolean }[]>`
    UPDATE sessions SET reverified_at = ${now},
      replaced_hash = CASE WHEN reverified_at IS NOT DISTINCT FROM ${read.reverifiedAt}::timestamptz THEN token_hash ELSE replaced_hash END,
      token_hash = CASE WHEN reverified_at IS NOT DISTINCT FROM ${read.reverifiedAt}::timestamptz THEN ${tokenHash} ELSE token_hash END
    WHERE id = ${read.id}::uuid RETURNING token_hash = ${tokenHash} AS renewed`;
  return saved ?? null;
}

type Ended = { userId: string; ip: string; userAgent: string };

/**
 * Ends sessions before their time: deletes the rows and keeps the reason for the browsers that hold their tokens, in one statement.
 * `deleteAllSessions` keeps no reason, because no token matches its row any more.
 */
async function endSessions(tx: Statements, which: Sql, reason: SessionEndReason, now: Date): Promise<Ended[]> {
  return tx.$queryRaw<Ended[]>`
    WITH ended AS (DELETE FROM sessions WHERE ${which} RETURNING token_hash, user_id, ip, user_agent),
      kept AS (INSERT INTO ended_sessions (token_hash, reason, ended_at) SELECT token_hash, ${reason}::text, ${now}::timestamptz FROM ended
        ON CONFLICT (token_hash) DO NOTHING)
    SELECT user_id::text AS "userId", ip, user_agent AS "userAgent" FROM ended`;
}

export async function deleteSession(tx: Statements, id: string, now: Date): Promise<number> {
  return (await endSessions(tx, sql`id = ${id}::uuid`, "signed-out", now)).length;
}

/** Ends all sessions of the user but `exceptId`. Returns the number ended. */
export async function deleteUserSessions(
  tx: Statements,
  { userId, exceptId }: { userId: string; exceptId?: string },
  reason: SessionEndReason,
  now: Date,
): Promise<number> {
  const others = exceptId ? sql`user_id = ${userId}::uuid AND id <> ${exceptId}::uuid` : sql`user_id = ${userId}::uuid`;
  return (await endSessions(tx, others, reason, now)).length;
}

/** The trace of a session that is not live: the reason of its end, or the expired row. */
export async function findEndedSession(db: Statements, tokenHash: string) {
  const [row] = await db.$queryRaw<{ reason: SessionEndReason | null; expiresAt: Date | null; disabledAt: Date | null }[]>`
    SELECT reason, NULL::timestamptz AS "expiresAt", NULL::timestamptz AS "disabledAt" FROM ended_sessions WHERE token_hash = ${tokenHash}
    UNION ALL SELECT NULL, s.expires_at, u.disabled_at FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = ${tokenHash}`;
  return row ?? null;
}

/** Deletes up to `count` sessions that expired before `since`, and keeps whether by lifetime or by inactivity. */
export async function deleteExpiredSessions(db: Statements, since: Date, count: number, now: Date): Promise<void> {
  const unusedSeconds = SESSION_INACTIVITY_SECONDS;
  await db.$executeRaw`
    WITH gone AS (DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < ${since} ORDER BY expires_at LIMIT ${count})
      RETURNING token_hash, NOT remember AND last_seen_at + ${unusedSeconds} * interval '1 second' < expires_at AS unused)
    INSERT INTO ended_sessions (token_hash, reason, ended_at)
    SELECT token_hash, CASE WHEN unused THEN 'inactive' ELSE 'expired' END, ${now}::timestamptz FROM gone ON CONFLICT (token_hash) DO NOTHING`;
}

/** Deletes up to `count` reasons whose tokens no browser can hold any more. */
export async function deleteEndedBefore(db: Statements, before: Date, count: number): Promise<void> {
  await db.$executeRaw`DELETE FROM ended_sessions WHERE token_hash IN
    (SELECT token_hash FROM ended_sessions WHERE ended_at < ${before} ORDER BY ended_at LIMIT ${count})`;
}

/** Deletes the session of this token if it is live. Returns its user. */
export async function deleteLiveSession(tx: Statements, tokenHash: string, now: Date): Promise<string | null> {
  const [session] = await endSessions(tx, sql`token_hash = ${tokenHash} AND ${isLive(now)}`, "replaced", now);
  return session?.userId ?? null;
}

type UserSession = { id: string; ip: string; userAgent: string; factors: Factor[]; createdAt: Date; lastSeenAt: Date };

/** The live sessions of the user, the most recently used first. */
export async function findUserSessions(db: Statements, userId: string, now: Date): Promise<UserSession[]> {
  return db.$queryRaw<UserSession[]>`
    SELECT id::text, ip, user_agent AS "userAgent", factors::text[] AS factors, created_at AS "createdAt", last_seen_at AS "lastSeenAt"
    FROM sessions WHERE user_id = ${userId}::uuid AND ${isLive(now)} ORDER BY last_seen_at DESC`;
}

/** Deletes that session if it is the user's own. Returns its client, or null for another user's session or none. */
export async function deleteOwnSession(tx: Statements, userId: string, id: string, now: Date): Promise<Ended | null> {
  const [session] = await endSessions(tx, sql`id = ${id}::uuid AND user_id = ${userId}::uuid`, "signed-out-elsewhere", now);
  return session ?? null;
}

/** Sign-ins of one user, or the one of a token. */
export type SignIns = { userId: string } | { tokenHash: string };

/** Cancels those that are neither finished nor cancelled. */
export async function cancelAttempts(
  db: Transaction,
  which: SignIns,
  cancelledAt: Date,
  endReason: SessionEndReason | null,
): Promise<void> {
  await db.loginAttempt.updateMany({ where: { ...which, consumedAt: null, cancelledAt: null }, data: { cancelledAt, endReason } });
}

/** Deletes all sessions of all users. */
export async function deleteAllSessions(tx: Transaction): Promise<void> {
  await tx.session.deleteMany();
}

export async function countLive(db: Statements, now: Date): Promise<number> {
  const [row] = await db.$queryRaw<{ live: number }[]>`SELECT count(*)::int AS live FROM sessions WHERE ${isLive(now)}`;
  return row?.live ?? 0;
}
