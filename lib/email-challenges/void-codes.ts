import type { Deps } from "@/lib/platform/deps";
import { voidChallenges } from "./store";
import type { Binding } from "./types";

/** Makes every code of the binding worth nothing. */
export async function voidCodes(deps: Deps, binding: Binding): Promise<void> {
  await voidChallenges(deps.db, binding, deps.clock.now());
}
