import { hasHappenedSince, recordOwnEvent } from "@/lib/features/audit/record";
import { endOtherBrowsers, lockUser } from "@/lib/features/known-browsers/known-browsers";
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
  cancelAttempts,
  deleteAllSessions,
  deleteEndedBefore,
  deleteExpiredSessions,
  deleteLiveSession,
  deleteSession,
  deleteUserSessions,
  findEndedSession,
  type SignIns,
} from "./store";

type SignOutInput = { session: CurrentSession; client: ClientInfo };

/** Signs out: deletes the row, so the token is invalid from the next request on. */
export async function endSession(deps: Deps, { session, client }: SignOutInput): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    if ((await deleteSession(tx, session.id, deps.clock.now())) === 0) return;
    await recordOwnEvent(deps, tx, { type: "signed-out", userId: session.user.id, client });
  });
}

type PreviousInput = { token: string | undefined; client: ClientInfo };

/**
 * Ends the previous session of this browser in the transaction that starts its next one: the cookie is overwritten, so the browser could
 * no longer sign out of it. Without a token it runs no statement.
 */
export async function endPreviousSession(deps: Deps, tx: Statements, { token, client }: PreviousInput): Promise<void> {
  if (!token) return;
  const userId = await deleteLiveSession(tx, deps.keyedHash("session", token), deps.clock.now());
  if (userId) await recordOwnEvent(deps, tx, { type: "signed-out", userId, client });
}

/**
 * Ends every session of the user but `exceptId`, and every sign-in under way, within the caller's transaction: a sign-in begun before a
 * change must not become a session after it. Returns the number of sessions ended.
 */
export async function endUserSessions(
  tx: Transaction,
  userId: string,
  now: Date,
  { reason, exceptId }: { reason: SessionEndReason; exceptId?: string },
): Promise<number> {
  // A sign-in that needs no second factor locks its user while it becomes a session: it is complete by then, or begins afterwards.
  await lockUser(tx, userId);
  await cancelSignIns(tx, { userId }, now, reason);
  return deleteUserSessions(tx, { userId, exceptId }, reason, now);
}

/** Ends these sign-ins where they have not become sessions yet; `reason` is shown where they were under way, null: the user knows it. */
export async function cancelSignIns(tx: Transaction, which: SignIns, now: Date, reason: SessionEndReason | null): Promise<void> {
  await cancelAttempts(tx, which, now, reason);
}

/** Ends every session of the user and the trust in every browser; the caller records it. Returns the number of sessions ended. */
export async function endAllSessions(deps: Deps, tx: Transaction, userId: string, reason: SessionEndReason): Promise<number> {
  const ended = await endUserSessions(tx, userId, deps.clock.now(), { reason });
  await endOtherBrowsers(deps, tx, { userId });
  return ended;
}

/**
 * Returns why the session of this token, which is not live, has ended. Only the browser that held the session has its token. An unknown
 * token is attributed to a change of AUTH_SECRET, if there was one while the token could still be valid.
 */
export async function readSessionEnd(deps: Deps, token: string): Promise<SessionEnd> {
  const now = deps.clock.now();
  const ended = await findEndedSession(deps.db, deps.keyedHash("session", token));
  if (!ended) {
    const since = addSeconds(now, -REMEMBERED_SESSION_LIFETIME_SECONDS);
    return (await hasHappenedSince(deps, "auth-secret-accepted", since)) ? "secret-changed" : "unknown";
  }
  if (ended.reason) return ended.reason;
  if (ended.disabledAt) return "disabled";
  return ended.expiresAt && ended.expiresAt <= now ? "expired" : "inactive";
}

/** Deletes sessions that expired a day ago, and reasons whose tokens no browser can still hold. */
export async function purgeSessions(deps: Deps): Promise<void> {
  const now = deps.clock.now();
  await deleteExpiredSessions(deps.db, addSeconds(now, -EXPIRED_RETENTION_SECONDS), CLEANUP_BATCH_SIZE, now);
  await deleteEndedBefore(deps.db, addSeconds(now, -ENDED_SESSION_RETENTION_SECONDS), CLEANUP_BATCH_SIZE);
}

/** For a changed AUTH_SECRET, after which no token matches its session: the rows would still be listed as signed in. */
export async function voidSessions(tx: Transaction): Promise<void> {
  await deleteAllSessions(tx);
}
