import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { OVER_KEPT_SECONDS } from "@/lib/policy";
import { deleteSessionsOverSince } from "./store";

/** Deletes sessions that have been over for a day; the audit log keeps what they did. */
export async function forgetSessions(deps: Deps): Promise<void> {
  await deleteSessionsOverSince(deps.db, addSeconds(deps.clock.now(), -OVER_KEPT_SECONDS));
}
