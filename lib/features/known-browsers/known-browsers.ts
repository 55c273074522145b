import { addSeconds } from "@/lib/platform/clock";
import { randomToken } from "@/lib/platform/crypto/keyed-hash";
import type { ThrottledSecret } from "@/lib/platform/db/generated/enums";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { KNOWN_BROWSER_RETENTION_SECONDS } from "@/lib/policy";
import {
  deleteOtherBrowsers,
  deleteUnseenSince,
  findBrowserId,
  insertBrowser,
  lockUser,
  rotateToken,
  saveSecondFactor,
  touchBrowser,
} from "./store";

/** `secondFactor`: whether a second factor has passed in this sign-in. */
type SignInInput = { userId: string; token: string | undefined; secondFactor: boolean };

/** `firstBrowser`: the account is known in no other. `token` goes into the cookie. */
export type RecognisedBrowser = { known: boolean; firstBrowser: boolean; token: string };

/**
 * Whether the account has signed in with this browser before, remembered from now on; in the transaction of the sign-in.
 * A browser that is new to the account gets a new token, for everybody known on it: a token that a stranger has planted
 * there beforehand never comes to stand for the account (session fixation, for browsers).
 */
export async function recogniseBrowser(
  deps: Deps,
  tx: Statements,
  { userId, token, secondFactor }: SignInInput,
): Promise<RecognisedBrowser> {
  const now = deps.clock.now();
  const oldHash = token && deps.keyedHash("known-browser", token);
  const seenSince = addSeconds(now, -KNOWN_BROWSER_RETENTION_SECONDS);
  const seen = { userId, secondFactor, now };
  if (token && oldHash && (await touchBrowser(tx, { ...seen, tokenHash: oldHash }, seenSince)))
    return { known: true, firstBrowser: false, token };
  const fresh = randomToken(deps.random);
  const freshHash = deps.keyedHash("known-browser", fresh);
  if (oldHash) await rotateToken(tx, userId, oldHash, freshHash);
  const firstBrowser = (await insertBrowser(tx, { ...seen, tokenHash: freshHash })) === 0;
  return { known: false, firstBrowser, token: fresh };
}

/** What the database knows a browser by; matches none for a browser without a token. */
export function hashBrowserToken(deps: Deps, token: string | undefined): string {
  return token ? deps.keyedHash("known-browser", token) : "";
}

/** The browser's id, where that secret has passed in it before. */
export async function findBrowser(deps: Deps, userId: string, token: string | undefined, secret: ThrottledSecret): Promise<string | null> {
  return token ? findBrowserId(deps.direct, userId, hashBrowserToken(deps, token), secret) : null;
}

/**
 * `browserToken`: of the browser at hand, which stays known; without one none does. `secondFactor`: whether the one at hand has
 * passed the second factor that is in force from now on; left out where that has not changed.
 */
type EndInput = { userId: string; browserToken?: string | undefined; secondFactor?: boolean };

/**
 * Ends the trust in every browser but the one at hand, in the transaction of a change after which an earlier sign-in proves
 * nothing any more: of the password, a second factor, the address, or the sessions as a whole. A sign-in under way holds its user
 * while it adds its browser: it has done so by then, or finds the change.
 */
export async function endOtherBrowsers(deps: Deps, tx: Statements, { userId, browserToken, secondFactor }: EndInput): Promise<void> {
  const keptHash = hashBrowserToken(deps, browserToken);
  await lockUser(tx, userId);
  await deleteOtherBrowsers(tx, userId, keptHash);
  if (secondFactor !== undefined) await saveSecondFactor(tx, userId, keptHash, secondFactor);
}

/** Deletes browsers whose cookie is gone by now. */
export async function purgeBrowsers(deps: Deps): Promise<void> {
  await deleteUnseenSince(deps.db, addSeconds(deps.clock.now(), -KNOWN_BROWSER_RETENTION_SECONDS));
}
