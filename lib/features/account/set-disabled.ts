import { recordEvent } from "@/lib/features/audit/record";
import { endOtherBrowsers } from "@/lib/features/known-browsers/known-browsers";
import { endUserSessions } from "@/lib/features/sessions/end-sessions";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { writeDisabled } from "./store";

type Input = { userId: string; disabled: boolean; actorUserId: string | null; client: ClientInfo | null };

/**
 * Disables or enables an account. Returns false when nothing changed. Both end all sessions: a session that began while the account
 * was being disabled must not become valid again.
 */
export async function changeDisabled(deps: Deps, tx: Transaction, { userId, disabled, actorUserId, client }: Input): Promise<boolean> {
  if (!(await writeDisabled(tx, userId, disabled ? deps.clock.now() : null))) return false;
  await endUserSessions(tx, userId, deps.clock.now(), { reason: disabled ? "disabled" : "administrator" });
  await endOtherBrowsers(deps, tx, { userId });
  await recordEvent(deps, tx, { type: disabled ? "user-disabled" : "user-enabled", actorUserId, subjectUserId: userId, client });
  return true;
}
