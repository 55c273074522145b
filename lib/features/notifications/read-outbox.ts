import * as z from "zod";
import { emailText } from "@/lib/features/notifications/emails/render-email";
import { DecryptionError } from "@/lib/platform/crypto/encryption";
import type { Deps } from "@/lib/platform/deps";
import { OUTBOX_PAGE_SIZE } from "@/lib/policy";
import { decryptBody } from "./outbox";
import { countMails, countUnsent, findPage, findQueued } from "./store";
import type { OutboxMail, QueuedMail } from "./types";

export type OutboxPage = { sending: boolean; mails: OutboxMail[]; page: number; pages: number };
type Row = Awaited<ReturnType<typeof findPage>>[number];

/** Returns a page of the outbox, newest first, from page 0, without the content. The caller has checked that the actor is an administrator. */
export async function readOutbox(deps: Deps, { page }: { page: number }): Promise<OutboxPage> {
  const sending = deps.mailTransport !== null;
  const pages = Math.max(1, Math.ceil((await countMails(deps.db)) / OUTBOX_PAGE_SIZE));
  const shown = Math.min(page, pages - 1);
  const rows = await findPage(deps.db, shown, OUTBOX_PAGE_SIZE);
  return { sending, mails: rows.map((row) => outboxMail(row, sending)), page: shown, pages };
}

/**
 * Returns the content of an email that this console keeps because it sends none; null for every other one, as an administrator could
 * read a code that is on its way to its addressee. The caller checks the actor and records the reading.
 */
export async function readQueuedMail(deps: Deps, id: string): Promise<QueuedMail | null> {
  const row = deps.mailTransport ? null : await findQueued(deps.db, id);
  if (!row) return null;
  const { userId, toAddress, kind, encryptedBody } = row;
  if (kind === "password-link") return { userId, kind: "link" };
  const text = encryptedBody && readText(deps, { id, toAddress, encryptedBody });
  return text ? { userId, kind: "text", text } : { userId, kind: "lost" };
}

function outboxMail({ toAddress, dueAt, ...row }: Row, sending: boolean): OutboxMail {
  const { id, kind, subject, createdAt, attempts, sentAt, failure } = row;
  const state = stateOf(row, sending);
  return {
    id,
    to: toAddress,
    kind,
    subject,
    createdAt,
    state,
    attempts,
    sentAt,
    nextAttemptAt: state === "waiting" ? dueAt : null,
    failure,
  };
}

function stateOf({ sentAt, failedAt }: Pick<Row, "sentAt" | "failedAt">, sending: boolean): OutboxMail["state"] {
  if (sentAt) return "sent";
  if (failedAt) return "failed";
  return sending ? "waiting" : "queued";
}

function readText(deps: Deps, { encryptedBody, ...row }: { id: string; toAddress: string; encryptedBody: string }): string | null {
  try {
    return emailText(decryptBody(deps, row, encryptedBody).content);
  } catch (error) {
    if (error instanceof DecryptionError) return null;
    throw error;
  }
}

/** The query of `/admin/outbox`: its page, from 1, and the email that is open. Invalid parameters are ignored (hand-typed or outdated URLs). */
export const outboxQuerySchema = z.object({
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  mail: z.uuid().optional().catch(undefined),
});

/** Emails that wait to be sent, and those that have permanently failed. */
export function countUnsentEmails(deps: Deps): Promise<{ waiting: number; failed: number }> {
  return countUnsent(deps.db);
}
