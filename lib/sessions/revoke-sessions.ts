import { recordEvent } from "@/lib/audit/record";
import { endOtherBrowsers } from "@/lib/known-browsers/end-browsers";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { endUserSessions } from "./end-user-sessions";

type Input = { userId: string; actorUserId: string | null; client: ClientInfo | null };

/** Ends every session of the user, at once effective; the number ended. */
export async function endEverySession(deps: Deps, tx: Transaction, { userId, actorUserId, client }: Input): Promise<number> {
  const ended = await endUserSessions(tx, userId, deps.clock.now(), { reason: "administrator" });
  await endOtherBrowsers(deps, tx, { userId });
  await recordEvent(deps, tx, { type: "sessions-revoked", actorUserId, subjectUserId: userId, client });
  return ended;
}
