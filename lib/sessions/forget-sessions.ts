import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { CLEANUP_BATCH_SIZE, ENDED_SESSION_KEPT_SECONDS, OVER_KEPT_SECONDS } from "@/lib/policy";
import { deleteEndedBefore, deleteExpiredSessions } from "./store";

/** Deletes sessions that ran out a day ago, and the reasons of ends whose tokens no browser can still hold. */
export async function forgetSessions(deps: Deps): Promise<void> {
  const now = deps.clock.now();
  await deleteExpiredSessions(deps.direct, addSeconds(now, -OVER_KEPT_SECONDS), CLEANUP_BATCH_SIZE, now);
  await deleteEndedBefore(deps.direct, addSeconds(now, -ENDED_SESSION_KEPT_SECONDS), CLEANUP_BATCH_SIZE);
}
