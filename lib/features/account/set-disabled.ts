import { endAllSessions } from "@/lib/features/sessions/end-sessions";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { writeDisabled } from "./store";

/**
 * Disables or enables an account; the caller records it. Returns false when nothing changed. Both end all sessions: a session that
 * began while the account was being disabled must not become valid again.
 */
export async function setDisabled(deps: Deps, tx: Transaction, userId: string, disabled: boolean): Promise<boolean> {
  if (!(await writeDisabled(tx, userId, disabled ? deps.clock.now() : null))) return false;
  await endAllSessions(deps, tx, userId, disabled ? "disabled" : "administrator");
  return true;
}
