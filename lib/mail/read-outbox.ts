import { UnsealError } from "@/lib/platform/crypto/seal";
import type { Deps } from "@/lib/platform/deps";
import { OUTBOX_PAGE_SIZE } from "@/lib/policy";
import { openBody } from "./body";
import { countMails, findPage } from "./store";
import { letterText } from "./templates/letter-text";
import type { OutboxMail } from "./types";

export type OutboxPage = { sending: boolean; mails: OutboxMail[]; page: number; pages: number };
type Row = Awaited<ReturnType<typeof findPage>>[number];

/**
 * The outbox, newest first, from page 0, for administrators only: the caller guards. What mails say is shown only where
 * none is sent; elsewhere an administrator could read a code that is on its way to somebody else.
 */
export async function readOutbox(deps: Deps, { page }: { page: number }): Promise<OutboxPage> {
  const sending = deps.mailTransport !== null;
  const pages = Math.max(1, Math.ceil((await countMails(deps.db)) / OUTBOX_PAGE_SIZE));
  const shown = Math.min(page, pages - 1);
  const rows = await findPage(deps.db, shown, OUTBOX_PAGE_SIZE);
  return { sending, mails: rows.map((row) => outboxMail(deps, row, sending)), page: shown, pages };
}

function outboxMail(deps: Deps, row: Row, sending: boolean): OutboxMail {
  const { id, toAddress, kind, subject, createdAt, tries, sentAt, dueAt, failure } = row;
  const state = stateOf(row, sending);
  const nextTryAt = state === "waiting" ? dueAt : null;
  return {
    id,
    to: toAddress,
    kind,
    subject,
    createdAt,
    state,
    tries,
    sentAt,
    nextTryAt,
    failure,
    text: sending ? null : readText(deps, row),
  };
}

function stateOf({ sentAt, abandonedAt }: Row, sending: boolean): OutboxMail["state"] {
  if (sentAt) return "sent";
  if (abandonedAt) return "given-up";
  return sending ? "waiting" : "kept";
}

function readText(deps: Deps, { id, toAddress, sealedBody }: Row): string | null {
  try {
    return sealedBody === null ? null : letterText(openBody(deps, { id, toAddress }, sealedBody).letter);
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}
