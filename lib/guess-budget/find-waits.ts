import type { Deps } from "@/lib/platform/deps";
import { findDelaysOf } from "./store";
import type { Wait } from "./types";

/** The delays of the account that run now, the longest of each kind; those of an address from which it is guessed are not its own. */
export async function findWaits({ db, clock }: Deps, userId: string): Promise<Wait[]> {
  const delays = await findDelaysOf(db, userId, clock.now());
  return delays.flatMap(({ secret, scope, _max }) =>
    _max.nextTryAt ? [{ secret, knownBrowser: scope === "browser", until: _max.nextTryAt }] : [],
  );
}
