import { secondsBetween } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { SESSION_LAST_SEEN_RESOLUTION_SECONDS } from "@/lib/policy";
import { findLiveSession, touchSession } from "./store";
import type { CurrentSession } from "./types";

/** The live session behind the token, or null. One statement; a second one at most once a minute for `lastSeenAt`. */
export function readSession(deps: Deps, token: string): Promise<CurrentSession | null> {
  return readSessionByHash(deps, deps.keyedHash("session", token));
}

export async function readSessionByHash(deps: Deps, tokenHash: string): Promise<CurrentSession | null> {
  const now = deps.clock.now();
  const row = await findLiveSession(deps.direct, tokenHash, now);
  if (!row) return null;
  const { lastSeenAt, userId, username, email, admin, ...session } = row;
  if (secondsBetween(lastSeenAt, now) >= SESSION_LAST_SEEN_RESOLUTION_SECONDS) await touchSession(deps.direct, row.id, lastSeenAt, now);
  return { ...session, user: { id: userId, username, email, admin } };
}
