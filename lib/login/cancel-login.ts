import type { Deps } from "@/lib/platform/deps";
import { cancelAttempt } from "./store";

/** `Back`: the pending sign-in is over, whatever comes after. */
export async function cancelLogin(deps: Deps, attemptToken: string): Promise<void> {
  await cancelAttempt(deps.db, deps.keyedHash("login-attempt", attemptToken), deps.clock.now());
}
