import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { saveProof } from "./store";
import type { CurrentSession } from "./types";

/** `token`: of the session, as the browser has sent it. `proof`: what has been typed. */
type Input = { session: CurrentSession; token: string; proof: string };

/** `sessionToken`: for the cookie; null where another request of this session has renewed it since this one began. */
export type Renewed = { sessionToken: string | null };

/**
 * Notes, in the transaction that consumed the proof, that this session has just proven a factor again, and puts it under a new
 * token (OWASP ASVS 5.0 V7.2.4): a copy of the old one is worth nothing from then on. Of several proofs in flight one renews, so
 * that the browser holds the right token in whichever order the answers arrive. Null when the session has ended meanwhile.
 */
export async function renewSession(deps: Deps, tx: Statements, { session, token, proof }: Input): Promise<Renewed | null> {
  const sessionToken = renewedToken(deps, token, proof);
  const saved = await saveProof(tx, session, deps.keyedHash("session", sessionToken), deps.clock.now());
  return saved && { sessionToken: saved.renewed ? sessionToken : null };
}

/** Follows from old token and proof, by a key that only the server has: the same form sent twice comes to the same token. */
export function renewedToken(deps: Deps, token: string, proof: string): string {
  return deps.keyedHash("session-renewal", JSON.stringify([token, proof]));
}
