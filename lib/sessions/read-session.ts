import { addSeconds, secondsBetween } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { PROOF_REPEAT_SECONDS, SESSION_LAST_SEEN_RESOLUTION_SECONDS } from "@/lib/policy";
import { findLiveSession, findRenewedSession, type LiveSession, touchSession } from "./store";
import type { CurrentSession } from "./types";

/** The live session behind the token, or null. One statement; a second one at most once a minute for `lastSeenAt`, where the database takes changes. */
export function readSession(deps: Deps, token: string): Promise<CurrentSession | null> {
  return readSessionByHash(deps, deps.keyedHash("session", token));
}

export async function readSessionByHash(deps: Deps, tokenHash: string): Promise<CurrentSession | null> {
  const now = deps.clock.now();
  const row = await findLiveSession(deps.direct, tokenHash, now);
  if (!row) return null;
  if (!row.readOnly && secondsBetween(row.lastSeenAt, now) >= SESSION_LAST_SEEN_RESOLUTION_SECONDS)
    await touchSession(deps.direct, row.id, row.lastSeenAt, now);
  return toSession(row);
}

/**
 * The live session that the token stood for until a proof replaced it, moments ago. The token is void all the same: it opens
 * nothing without that very proof (lib/reverification/repeat-proof.ts).
 */
export async function readRenewedSession(deps: Deps, token: string): Promise<CurrentSession | null> {
  const now = deps.clock.now();
  const row = await findRenewedSession(deps.direct, deps.keyedHash("session", token), addSeconds(now, -PROOF_REPEAT_SECONDS), now);
  return row && toSession(row);
}

function toSession({ lastSeenAt: _, readOnly: __, userId, username, email, admin, ...session }: LiveSession): CurrentSession {
  return { ...session, user: { id: userId, username, email, admin } };
}
