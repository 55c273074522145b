import { secondsBetween } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { SESSION_LAST_SEEN_RESOLUTION_SECONDS } from "@/lib/policy";
import { findLiveSession, touchSession } from "./store";
import type { CurrentSession } from "./types";

/** The live session behind the token, or null. One statement; a second one at most once a minute for `lastSeenAt`. */
export async function readSession(deps: Deps, token: string): Promise<CurrentSession | null> {
  const now = deps.clock.now();
  const row = await findLiveSession(deps.db, deps.keyedHash("session", token), now);
  if (!row) return null;
  if (secondsBetween(row.lastSeenAt, now) >= SESSION_LAST_SEEN_RESOLUTION_SECONDS) await touchSession(deps.db, row.id, now);
  const { id, user, factors, remember, createdAt, expiresAt, reverifiedAt } = row;
  return { id, user, factors, remember, createdAt, expiresAt, reverifiedAt };
}
