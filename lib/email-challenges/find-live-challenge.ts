import type { Deps } from "@/lib/platform/deps";
import { findLiveChallenge as find } from "./store";
import type { Binding } from "./types";

/** Where the newest code that can still be typed in went to; null when there is none. */
export async function findLiveChallenge(deps: Deps, binding: Binding): Promise<{ address: string } | null> {
  const challenge = await find(deps.db, binding, deps.clock.now());
  return challenge && { address: challenge.address };
}
