import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { KNOWN_BROWSER_KEPT_SECONDS } from "@/lib/policy";
import { deleteUnseenSince } from "./store";

/** Deletes browsers whose cookie is gone by now. */
export async function forgetBrowsers(deps: Deps): Promise<void> {
  await deleteUnseenSince(deps.db, addSeconds(deps.clock.now(), -KNOWN_BROWSER_KEPT_SECONDS));
}
