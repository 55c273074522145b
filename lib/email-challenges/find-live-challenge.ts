import type { Deps } from "@/lib/platform/deps";
import { settingsOf } from "./settings-of";
import { findLiveChallenge as find } from "./store";
import type { Binding, SettingsWithAddress } from "./types";

export type LiveChallenge = { address: string; createdAt: Date; settings: SettingsWithAddress };

/** Where and when the newest code that can still be typed in went out, and what was asked for with it; null: there is none. */
export async function findLiveChallenge(deps: Deps, binding: Binding): Promise<LiveChallenge | null> {
  const challenge = await find(deps.db, binding, deps.clock.now());
  return challenge && { address: challenge.address, createdAt: challenge.createdAt, settings: settingsOf(challenge) };
}
