import { recordRateLimited } from "@/lib/features/audit/record";
import { readQueuedMail } from "@/lib/features/notifications/outbox";
import type { QueuedMail } from "@/lib/features/notifications/types";
import type { ReverifiedSession } from "@/lib/features/sessions/session";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Deps } from "@/lib/platform/deps";
import { OUTBOX_READ_INTERVAL_SECONDS } from "@/lib/policy";
import { isActiveAdministrator } from "./store";

type Input = { session: ReverifiedSession; mailId: string; client: ClientInfo };

/**
 * Returns the content of an email that this console keeps because it sends none, once the reading is recorded for the email's account;
 * null for every other email, and for a former administrator. Such emails hold codes, so only a reverified session can read them.
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
