import { timingSafeEqualStrings } from "@/lib/platform/crypto/keyed-hash";
import type { Deps } from "@/lib/platform/deps";
import { type CurrentSession, readSessionByHash } from "./session";

/**
 * What a proxy is shown in place of the session token by applications on other host names: it says who is signed in, as long
 * as the session lives, and signs in nowhere. An application that keeps it never holds the session itself: the pass is the
 * hash by which the row is found, under a seal that only AUTH_SECRET makes, so that a copy of the database makes none.
 */
export function issuePass(deps: Deps, token: string): string {
  const tokenHash = deps.keyedHash("session", token);
  return `${tokenHash}.${deps.keyedHash("pass", tokenHash)}`;
}

/** Returns the hash of the session token that the pass was issued for, or null when it was not issued here. Reads no row. */
export function openPass(deps: Deps, pass: string): string | null {
  const [tokenHash = "", seal = ""] = pass.split(".");
  return timingSafeEqualStrings(seal, deps.keyedHash("pass", tokenHash)) ? tokenHash : null;
}

/** The live session that the pass was issued in, or null. */
export async function readPass(deps: Deps, pass: string): Promise<CurrentSession | null> {
  const tokenHash = openPass(deps, pass);
  return tokenHash ? readSessionByHash(deps, tokenHash) : null;
}
