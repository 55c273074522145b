import { recordEvent } from "@/lib/audit/record";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { deleteLiveSession } from "./store";

type Input = { token: string | undefined; client: ClientInfo };

/**
 * Ends the session that this browser had until now, in the transaction that starts its next one: the cookie is written
 * over, so nobody could sign out of it any more. Without a token it asks nothing.
 */
export async function endReplacedSession(deps: Deps, tx: Statements, { token, client }: Input): Promise<void> {
  if (!token) return;
  const userId = await deleteLiveSession(tx, deps.keyedHash("session", token), deps.clock.now());
  if (userId) await recordEvent(deps, tx, { type: "signed-out", actorUserId: userId, subjectUserId: userId, client });
}
