import { forgetAnswers } from "@/lib/form-answers/answer-once";
import { addSeconds } from "@/lib/platform/clock";
import { deleteOver, type ExpiringTable } from "@/lib/platform/db/delete-over";
import type { Deps } from "@/lib/platform/deps";
import { CLEANUP_BATCH_SIZE, OVER_KEPT_SECONDS } from "@/lib/policy";
import { forgetSessions } from "@/lib/sessions/forget-sessions";

const TABLES: ExpiringTable[] = ["login_attempts", "pending_totp_secrets", "one_time_links"];

/** Deletes sign-ins, sessions, answers to forms, enrolments and links that have been over for a day; the audit log keeps what they did. */
export async function forgetOver(deps: Deps): Promise<void> {
  const since = addSeconds(deps.clock.now(), -OVER_KEPT_SECONDS);
  for (const table of TABLES) await deleteOver(deps.db, table, since, CLEANUP_BATCH_SIZE);
  await forgetSessions(deps);
  await forgetAnswers(deps);
}
