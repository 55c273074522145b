import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { findDelaysOf } from "./store";
import type { Wait } from "./types";

/**
 * The delays of the account that run now, the longest of each kind; those of a network from which it is guessed are not its own.
 * Read within the caller's transaction where there is one.
 */
export async function findWaits({ db, clock }: Deps, userId: string, tx: Transaction = db): Promise<Wait[]> {
  const delays = await findDelaysOf(tx, userId, clock.now());
  const waits = new Map<string, Wait>();
  for (const { secret, scope, _max } of delays) {
    const knownBrowser = scope !== "account";
    const key = `${secret} ${knownBrowser}`;
    const until = _max.nextTryAt;
    if (until && until > (waits.get(key)?.until ?? clock.now())) waits.set(key, { secret, knownBrowser, until });
  }
  return [...waits.values()];
}
