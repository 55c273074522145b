import { addSeconds } from "@/lib/platform/clock";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { randomToken } from "@/lib/platform/random";
import { KNOWN_BROWSER_KEPT_SECONDS } from "@/lib/policy";
import { insertBrowser, renameToken, touchBrowser } from "./store";

/** `secondFactor`: whether a second factor has passed in this sign-in. */
type Input = { userId: string; token: string | undefined; secondFactor: boolean };

/** `firstBrowser`: the account is known in no other. `token` goes into the cookie. */
export type Recognised = { known: boolean; firstBrowser: boolean; token: string };

/**
 * Whether the account has signed in with this browser before, remembered from now on; in the transaction of the sign-in.
 * A browser that is new to the account gets a new token, for everybody known on it: a token that a stranger has planted
 * there beforehand never comes to stand for the account (session fixation, for browsers).
 */
export async function recognise(deps: Deps, tx: Statements, { userId, token, secondFactor }: Input): Promise<Recognised> {
  const now = deps.clock.now();
  const oldHash = token && deps.keyedHash("known-browser", token);
  const seenSince = addSeconds(now, -KNOWN_BROWSER_KEPT_SECONDS);
  const seen = { userId, secondFactor, now };
  if (token && oldHash && (await touchBrowser(tx, { ...seen, tokenHash: oldHash }, seenSince)))
    return { known: true, firstBrowser: false, token };
  const fresh = randomToken(deps.random);
  const freshHash = deps.keyedHash("known-browser", fresh);
  if (oldHash) await renameToken(tx, userId, oldHash, freshHash);
  const firstBrowser = (await insertBrowser(tx, { ...seen, tokenHash: freshHash })) === 0;
  return { known: false, firstBrowser, token: fresh };
}
