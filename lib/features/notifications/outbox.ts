import { v7 } from "uuid";
import * as z from "zod";
import { composeEmail } from "@/lib/features/notifications/emails/compose-email";
import { emailContentSchema } from "@/lib/features/notifications/emails/email-content";
import { emailText } from "@/lib/features/notifications/emails/render-email";
import { findLanguage, findLocale, type Locale } from "@/lib/i18n/locales";
import { addSeconds } from "@/lib/platform/clock";
import type { Config } from "@/lib/platform/config/config";
import type { Sender } from "@/lib/platform/config/mail-config";
import { DecryptionError, decrypt, type Encrypted, type EncryptedTable, encrypt } from "@/lib/platform/crypto/encryption";
import type { Random } from "@/lib/platform/crypto/keyed-hash";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { MAIL_LIFETIME_SECONDS, OUTBOX_PAGE_SIZE } from "@/lib/policy";
import { countFailed, countUnsent, findLocales, findNewest, findPage, findQueued, findTimesOfKind, insertMail } from "./store";
import {
  type DeliveryState,
  type MailKind,
  OUTBOX_FILTERS,
  type OutboxFilter,
  type OutboxMail,
  type OutboxPage,
  type OutboxQuery,
  type OutgoingMail,
  type QueuedMail,
} from "./types";

/** `locale`: of the request, when the addressee has sent it. */
type EnqueueInput = { userId: string | null; username: string; to: string; mail: OutgoingMail; locale?: string };

/**
 * Queues an email in the caller's transaction and returns its id, to be passed to `sendNow` after commit. Nothing is sent for a
 * transaction that is rolled back; a committed email is sent, by the worker at the latest.
 */
export async function enqueueMail(deps: Deps, tx: Transaction, input: EnqueueInput): Promise<string> {
  const { userId, username, to, mail } = input;
  const { appName, appUrl } = deps.config;
  const now = deps.clock.now();
  const id = v7({ msecs: now.getTime(), random: deps.random.bytes(16) });
  const locale = await emailLocale(tx, input);
  const content = await composeEmail({ appName, appHost: new URL(appUrl).host, username, locale }, mail);
  const expiresAt = addSeconds(now, lifetimeSeconds(mail));
  const { encrypted, keyId } = encryptBody(deps, { id, toAddress: to }, { content, expiresAt });
  await insertMail(tx, {
    id,
    userId,
    toAddress: to,
    kind: mail.kind,
    subject: content.subject,
    encryptedBody: encrypted,
    keyId,
    createdAt: now,
    dueAt: now,
  });
  return id;
}

/** The language that the user has chosen, else that of the user's request, else of the last sign-in. */
async function emailLocale(tx: Transaction, { userId, locale }: EnqueueInput): Promise<Locale> {
  const user = userId ? await findLocales(tx, userId) : null;
  return findLocale(findLanguage(user?.locale) ?? locale ?? user?.browserLocale);
}

function lifetimeSeconds(mail: OutgoingMail): number {
  if ("expiresInMinutes" in mail) return mail.expiresInMinutes * 60;
  if ("expiresInHours" in mail) return Math.min(mail.expiresInHours * 3600, MAIL_LIFETIME_SECONDS);
  return MAIL_LIFETIME_SECONDS;
}

const storedSchema = z.object({
  content: emailContentSchema,
  /** The content is worthless from then on, so the email is no longer sent. */
  expiresAt: z.iso.datetime().transform((text) => new Date(text)),
});

/** Emails that an earlier version has queued name these two fields otherwise; the outbox keeps them for OUTBOX_RETENTION_SECONDS. */
const bodySchema = z.preprocess((body) => {
  const earlier = z.object({ letter: z.unknown(), usefulUntil: z.unknown() }).safeParse(body);
  return earlier.success ? { content: earlier.data.letter, expiresAt: earlier.data.usefulUntil } : body;
}, storedSchema);

export type MailBody = z.output<typeof storedSchema>;

type Row = { id: string; toAddress: string };
type Keys = { config: Pick<Config, "encryptionKeys"> };

/** Encrypts an email's content, which may hold a code or a link, for this row and addressee only. */
export function encryptBody(deps: Keys & { random: Random }, row: Row, body: MailBody): Encrypted {
  return encrypt(deps.config.encryptionKeys, deps.random, encryptionContext(row), JSON.stringify(body));
}

/** Throws DecryptionError when the key is gone or the row was changed. */
export function decryptBody(deps: Keys, row: Row, encrypted: string): MailBody {
  return bodySchema.parse(JSON.parse(decrypt(deps.config.encryptionKeys, encryptionContext(row), encrypted)));
}

/** Associated data of a body: it cannot be decrypted for another email or addressee. */
function encryptionContext({ id, toAddress }: Row) {
  return { purpose: "mail" as const, mailId: id, toAddress };
}

/** The Message-ID of an email: the same for every delivery attempt, under the domain it is sent from (RFC 5322 section 3.6.4). */
export function messageId(id: string, from: Sender): string {
  return `${id}@${from.address.split("@").at(-1)}`;
}

/** Returns when emails of that kind were queued for the user since `since`, newest first. */
export async function findMailTimes(db: Transaction, userId: string, kind: MailKind, since: Date): Promise<Date[]> {
  return findTimesOfKind(db, userId, kind, since);
}

type DeliveryInput = { userId: string; kind: MailKind; since: Date };

/** Returns the delivery of the newest email of that kind to the user, for the page on which they wait for it; null without one. */
export async function readDelivery(deps: Deps, { userId, kind, since }: DeliveryInput): Promise<DeliveryState | null> {
  const mail = await findNewest(deps.db, userId, kind, since);
  if (!mail) return null;
  if (mail.sentAt) return "sent";
  if (mail.failedAt || mail.failure) return "failed";
  return deps.mailTransport ? "sending" : "queued";
}

/** The content of queued emails, for key rotation and key checks. */
export const ENCRYPTED_BODIES: EncryptedTable = {
  kind: "mails",
  table: "mail_messages",
  column: "sealed_body",
  encryptionContext: ({ id, toAddress }) => encryptionContext({ id, toAddress: toAddress ?? "" }),
};

type ListedRow = Awaited<ReturnType<typeof findPage>>[number];

const STORED_STATES: Record<OutboxFilter, string> = { "not-sent": "open", failed: "failed", sent: "sent" };

/**
 * Returns a page of the outbox without the content. Pages begin at an email, not at an offset, so that new ones move none. The caller has
 * checked that the actor is an administrator.
 */
export async function readOutbox(deps: Deps, { show, after, before }: OutboxQuery = {}): Promise<OutboxPage> {
  const sending = deps.mailTransport !== null;
  const state = show && STORED_STATES[show];
  const rows = await findPage(deps.db, { state, ...(before ? { before } : { after }), take: OUTBOX_PAGE_SIZE + 1 });
  const shown = rows.slice(0, OUTBOX_PAGE_SIZE).map((row) => outboxMail(row, sending));
  const mails = before ? shown.reverse() : shown;
  const [ahead, behind] = [rows.length > OUTBOX_PAGE_SIZE, Boolean(before ?? after)];
  const [hasOlder, hasNewer] = before ? [behind, ahead] : [ahead, behind];
  return { sending, mails, newer: (hasNewer && mails[0]?.id) || null, older: (hasOlder && mails.at(-1)?.id) || null };
}

/** Returns how many emails have permanently failed, up to `limit`: the database counts no further. */
export async function countFailedEmails(deps: Deps, limit: number): Promise<number> {
  return countFailed(deps.db, limit);
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

function outboxMail({ toAddress, dueAt, ...row }: ListedRow, sending: boolean): OutboxMail {
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

function stateOf({ sentAt, failedAt }: Pick<ListedRow, "sentAt" | "failedAt">, sending: boolean): OutboxMail["state"] {
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

const optionalUuid = z.uuid().optional().catch(undefined);

/** The query of `/admin/outbox`; `mail` is the one that is open. Invalid parameters are ignored (hand-typed or outdated URLs). */
export const outboxQuerySchema = z.object({
  show: z.enum(OUTBOX_FILTERS).optional().catch(undefined),
  after: optionalUuid,
  before: optionalUuid,
  mail: optionalUuid,
});

/** Emails that wait to be sent, and those that have permanently failed. */
export function countUnsentEmails(deps: Deps): Promise<{ waiting: number; failed: number }> {
  return countUnsent(deps.db);
}
