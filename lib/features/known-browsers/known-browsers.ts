import type { ClientInfo } from "@/lib/platform/client-info";
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
  lockUserRow,
  rotateToken,
  saveSecondFactor,
  touchBrowser,
} from "./store";

/** The client of a request; `browserToken`: what the browser's long-lived cookie holds, if anything. */
export type RequestClient = { client: ClientInfo; browserToken: string | undefined };

/** `secondFactor`: whether a second factor has passed in this sign-in. */
type SignInInput = { userId: string; token: string | undefined; secondFactor: boolean };

/** `firstBrowser`: the account is known in no other. `token` goes into the cookie. */
export type RecognizedBrowser = { known: boolean; firstBrowser: boolean; token: string };

/**
 * Returns whether the account has signed in with this browser before, and remembers it from now on, in the transaction of the sign-in. A
 * browser that is new to the account gets a new token, for all accounts known on it: a token planted beforehand never identifies the
 * account (session fixation, for browsers).
 */
export async function recognizeBrowser(
  deps: Deps,
  tx: Statements,
  { userId, token, secondFactor }: SignInInput,
): Promise<RecognizedBrowser> {
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

/** The stored hash of a browser's token; matches none for a browser without a token. */
export function hashBrowserToken(deps: Deps, token: string | undefined): string {
  return token ? deps.keyedHash("known-browser", token) : "";
}

/** Returns the browser's id when that secret has passed in it before. */
export async function findBrowser(deps: Deps, userId: string, token: string | undefined, secret: ThrottledSecret): Promise<string | null> {
  return token ? findBrowserId(deps.db, userId, hashBrowserToken(deps, token), secret) : null;
}

/**
 * `browserToken`: of the current browser, which stays known; without one none does. `secondFactor`: whether the current browser has
 * passed the second factor in force from now on; omitted when that has not changed.
 */
type EndInput = { userId: string; browserToken?: string | undefined; secondFactor?: boolean };

/**
 * Locks the user until the transaction ends: what changes an account, and a sign-in that adds its browser or becomes a session, happen
 * one after the other.
 */
export async function lockUser(tx: Statements, userId: string): Promise<void> {
  await lockUserRow(tx, userId);
}

/**
 * Ends the trust in every browser but the current one, in the transaction of a change that invalidates earlier sign-ins: of the
 * password, a second factor, the address, or all sessions. A sign-in under way locks its user while it adds its browser: it has done so
 * by then, or sees the change.
 */
export async function endOtherBrowsers(deps: Deps, tx: Statements, { userId, browserToken, secondFactor }: EndInput): Promise<void> {
  const keptHash = hashBrowserToken(deps, browserToken);
  await lockUser(tx, userId);
  await deleteOtherBrowsers(tx, userId, keptHash);
  if (secondFactor !== undefined) await saveSecondFactor(tx, userId, keptHash, secondFactor);
}

/** Deletes browsers whose cookie has expired. */
export async function purgeBrowsers(deps: Deps): Promise<void> {
  await deleteUnseenSince(deps.db, addSeconds(deps.clock.now(), -KNOWN_BROWSER_RETENTION_SECONDS));
}
