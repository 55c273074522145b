import { hasHappenedSince, recordEvent } from "@/lib/features/audit/record";
import { endOtherBrowsers } from "@/lib/features/known-browsers/known-browsers";
import type { ClientInfo } from "@/lib/platform/client-info";
import { addSeconds } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import {
  CLEANUP_BATCH_SIZE,
  ENDED_SESSION_RETENTION_SECONDS,
  EXPIRED_RETENTION_SECONDS,
  REMEMBERED_SESSION_LIFETIME_SECONDS,
} from "@/lib/policy";
import type { CurrentSession, SessionEnd, SessionEndReason } from "./session";
import {
  deleteAllSessions,
  deleteEndedBefore,
  deleteExpiredSessions,
  deleteLiveSession,
  deleteSession,
  deleteUserSessions,
  findEndedSession,
} from "./store";

type SignOutInput = { session: CurrentSession; client: ClientInfo };

/** Signs out: the row is gone, so the token is worth nothing from the next request on. */
export async function endSession(deps: Deps, { session, client }: SignOutInput): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    if ((await deleteSession(tx, session.id, deps.clock.now())) === 0) return;
    await recordEvent(deps, tx, { type: "signed-out", actorUserId: session.user.id, subjectUserId: session.user.id, client });
  });
}

type PreviousInput = { token: string | undefined; client: ClientInfo };

/**
 * Ends the session that this browser had until now, in the transaction that starts its next one: the cookie is written
 * over, so nobody could sign out of it any more. Without a token it asks nothing.
 */
export async function endPreviousSession(deps: Deps, tx: Statements, { token, client }: PreviousInput): Promise<void> {
  if (!token) return;
  const userId = await deleteLiveSession(tx, deps.keyedHash("session", token), deps.clock.now());
  if (userId) await recordEvent(deps, tx, { type: "signed-out", actorUserId: userId, subjectUserId: userId, client });
}

/**
 * Ends every session of the user but `exceptId`, and every sign-in on its way, within the caller's transaction: one begun
 * before a change must not become a session after it. The number of sessions ended.
 */
export async function endUserSessions(
  tx: Transaction,
  userId: string,
  now: Date,
  { reason, exceptId }: { reason: SessionEndReason; exceptId?: string },
): Promise<number> {
  await lockUser(tx, userId);
  await cancelSignIns(tx, userId, now, reason);
  return deleteUserSessions(tx, { userId, exceptId }, reason, now);
}

/** A sign-in that needs no second factor holds its user while it becomes a session: it is over by then, or begins afterwards. */
async function lockUser(tx: Transaction, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
}

/** Ends every sign-in of the user that has not become a session yet; `reason` is shown where it was under way. */
export async function cancelSignIns(tx: Transaction, userId: string, now: Date, reason: SessionEndReason): Promise<void> {
  const data = { cancelledAt: now, endReason: reason };
  await tx.loginAttempt.updateMany({ where: { userId, consumedAt: null, cancelledAt: null }, data });
}

type EndAllInput = { userId: string; actorUserId: string | null; client: ClientInfo | null };

/** Ends every session of the user, at once effective; the number ended. */
export async function endAllSessions(deps: Deps, tx: Transaction, { userId, actorUserId, client }: EndAllInput): Promise<number> {
  const ended = await endUserSessions(tx, userId, deps.clock.now(), { reason: "administrator" });
  await endOtherBrowsers(deps, tx, { userId });
  await recordEvent(deps, tx, { type: "sessions-revoked", actorUserId, subjectUserId: userId, client });
  return ended;
}

/**
 * Why the session of this token, which is not live, has ended. Only the browser that held the session has its token. A token
 * that no row knows comes from before a change of AUTH_SECRET where there was one while the token could still be good.
 */
export async function readSessionEnd(deps: Deps, token: string): Promise<SessionEnd> {
  const now = deps.clock.now();
  const ended = await findEndedSession(deps.direct, deps.keyedHash("session", token));
  if (!ended) {
    const since = addSeconds(now, -REMEMBERED_SESSION_LIFETIME_SECONDS);
    return (await hasHappenedSince(deps, "auth-secret-accepted", since)) ? "secret-changed" : "unknown";
  }
  if (ended.reason) return ended.reason;
  if (ended.disabledAt) return "disabled";
  return ended.expiresAt && ended.expiresAt <= now ? "expired" : "inactive";
}

/** Deletes sessions that ran out a day ago, and the reasons of ends whose tokens no browser can still hold. */
export async function purgeSessions(deps: Deps): Promise<void> {
  const now = deps.clock.now();
  await deleteExpiredSessions(deps.direct, addSeconds(now, -EXPIRED_RETENTION_SECONDS), CLEANUP_BATCH_SIZE, now);
  await deleteEndedBefore(deps.direct, addSeconds(now, -ENDED_SESSION_RETENTION_SECONDS), CLEANUP_BATCH_SIZE);
}

/** For when no session's token can be found any more: what is left of them would be listed as signed in. */
export async function voidSessions(tx: Transaction): Promise<void> {
  await deleteAllSessions(tx);
}
