import type { Deps } from "@/lib/platform/deps";
import { findDelaysOf } from "./store";
import type { Wait } from "./types";

/** The delays of the account that run now, the longest of each kind; those of an address from which it is guessed are not its own. */
export async function findWaits({ db, clock }: Deps, userId: string): Promise<Wait[]> {
  const delays = await findDelaysOf(db, userId, clock.now());
  const waits = new Map<string, Wait>();
  for (const { secret, scope, _max } of delays) {
    const knownBrowser = scope !== "account";
    const key = `${secret} ${knownBrowser}`;
    const until = _max.nextTryAt;
    if (until && until > (waits.get(key)?.until ?? clock.now())) waits.set(key, { secret, knownBrowser, until });
  }
  return [...waits.values()];
}
