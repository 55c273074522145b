import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { MAIL_BATCH_SIZE, MAIL_BATCH_WAIT_MS, OUTBOX_KEPT_SECONDS } from "@/lib/policy";
import { deliverSoon } from "./deliver-soon";
import { deleteOlderThan, findDue } from "./store";

/**
 * The worker's share: a small batch of mails whose time has come, side by side, and what hangs is left to end by itself, so
 * that one slow recipient holds up nobody; how many were tried. Also clears the outbox of what is older than 30 days.
 */
export async function deliverDueMail(deps: Deps, waitMs = MAIL_BATCH_WAIT_MS): Promise<number> {
  const now = deps.clock.now();
  await deleteOlderThan(deps.db, addSeconds(now, -OUTBOX_KEPT_SECONDS));
  if (!deps.mailTransport) return 0;
  const due = await findDue(deps.db, now, MAIL_BATCH_SIZE);
  await Promise.all(due.map((id) => deliverSoon(deps, id, waitMs)));
  return due.length;
}
