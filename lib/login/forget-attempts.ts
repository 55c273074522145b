import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { OVER_KEPT_SECONDS } from "@/lib/policy";
import { deleteAttemptsOverSince } from "./store";

/** Deletes sign-ins that have been over for a day, so that the table does not grow with every sign-in. */
export async function forgetAttempts(deps: Deps): Promise<void> {
  await deleteAttemptsOverSince(deps.db, addSeconds(deps.clock.now(), -OVER_KEPT_SECONDS));
}
