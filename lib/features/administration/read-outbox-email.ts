import { recordRateLimited } from "@/lib/features/audit/record";
import { readQueuedMail } from "@/lib/features/notifications/read-outbox";
import type { QueuedMail } from "@/lib/features/notifications/types";
import type { ReverifiedSession } from "@/lib/features/sessions/session";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Deps } from "@/lib/platform/deps";
import { OUTBOX_READ_INTERVAL_SECONDS } from "@/lib/policy";
import { isActiveAdministrator } from "./store";

type Input = { session: ReverifiedSession; mailId: string; client: ClientInfo };

/**
 * Returns what an email says that this console keeps because it sends none, once the reading is recorded at the account that the email
 * is about; null for every other email, and for a user who is no administrator any more. Such emails hold codes, so only a session that
 * has just verified its user again reads them.
 */
export async function readOutboxEmail(deps: Deps, { session, mailId, client }: Input): Promise<QueuedMail | null> {
  const { id: actorUserId } = session.user;
  if (!(await isActiveAdministrator(deps.db, actorUserId))) return null;
  const mail = await readQueuedMail(deps, mailId);
  if (mail?.kind !== "text") return mail;
  const entry = { type: "outbox-email-read", actorUserId, subjectUserId: mail.userId ?? actorUserId, client } as const;
  await recordRateLimited(deps, entry, OUTBOX_READ_INTERVAL_SECONDS);
  return mail;
}
