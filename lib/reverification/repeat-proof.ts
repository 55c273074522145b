import { recordEvent } from "@/lib/audit/record";
import { chargeGuess, settleGuess } from "@/lib/guess-budget/charge";
import { findBrowser } from "@/lib/known-browsers/find-browser";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Deps } from "@/lib/platform/deps";
import { readRenewedSession, readSession } from "@/lib/sessions/read-session";
import { renewedToken } from "@/lib/sessions/renew-session";
import type { CurrentSession } from "@/lib/sessions/types";
import { proofMethod } from "./require-proof";
import { GUESSED } from "./reverify";

/** `token`: what the browser still holds. `proof`: what the form says. */
type Input = { token: string; proof: string; browserToken: string | undefined; client: ClientInfo };

/**
 * A form that was sent twice before the first answer arrived: the browser drops that answer, and the new token with it. Returns the
 * same new token again for the old token and the very proof that replaced it, within seconds; the proof is charged like any
 * guess. Null for everything else.
 */
export async function repeatProof(
  deps: Deps,
  { token, proof, browserToken, client }: Input,
): Promise<{ session: CurrentSession; sessionToken: string } | null> {
  const renewed = await readRenewedSession(deps, token);
  if (!renewed) return null;
  const userId = renewed.user.id;
  const secret = GUESSED[await proofMethod(deps, userId)];
  const browserId = await findBrowser(deps, userId, browserToken, secret);
  const charged = await chargeGuess(deps, { secret, guessed: { userId }, browserId, ip: client.ip });
  if (!charged.ok) return null;
  const sessionToken = renewedToken(deps, token, proof);
  const session = await readSession(deps, sessionToken);
  if (session?.id === renewed.id) {
    await settleGuess(deps.direct, charged.value);
    return { session, sessionToken };
  }
  await recordEvent(deps, deps.direct, { type: "reverification-refused", actorUserId: userId, subjectUserId: userId, client });
  return null;
}
