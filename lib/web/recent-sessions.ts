import { ExpiringMap } from "@/lib/platform/expiring-map";
import { RECENT_SESSION_SECONDS, RECENT_SESSIONS_AT_MOST } from "@/lib/policy";
import { getDeps } from "./deps";

/** On globalThis: pages note in Next's bundles what the server in front of them reads. */
const shared = globalThis as { latchkeyRecentSessions?: ExpiringMap<string> };

function recent(): ExpiringMap<string> {
  const limits = { seconds: RECENT_SESSION_SECONDS, entriesAtMost: RECENT_SESSIONS_AT_MOST };
  shared.latchkeyRecentSessions ??= new ExpiringMap({ clock: getDeps().clock, ...limits });
  return shared.latchkeyRecentSessions;
}

/** The account of the session when it was read last. It shares out turns and opens nothing: who is signed in is read from the row. */
export function recentUserOf(tokenHash: string): string | undefined {
  return recent().get(tokenHash);
}

export function noteSession(tokenHash: string, userId: string | undefined): void {
  if (userId) recent().set(tokenHash, userId);
  else recent().delete(tokenHash);
}
