import { hasHappenedSince } from "@/lib/audit/has-happened-since";
import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { REMEMBERED_SESSION_LIFETIME_SECONDS } from "@/lib/policy";
import { findEndedSession } from "./store";
import type { SessionEnd } from "./types";

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
