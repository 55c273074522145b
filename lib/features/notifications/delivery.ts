import { v7 } from "uuid";
import { composeEmail } from "@/lib/features/notifications/emails/compose-email";
import { renderEmail } from "@/lib/features/notifications/emails/render-email";
import { DEFAULT_LOCALE } from "@/lib/i18n/locales";
import { addSeconds, withTimeout } from "@/lib/platform/clock";
import { DecryptionError } from "@/lib/platform/crypto/encryption";
import type { Deps } from "@/lib/platform/deps";
import { log } from "@/lib/platform/log";
import type { MailFailure } from "@/lib/platform/mail/transport";
import { err, ok, type Result } from "@/lib/platform/result";
import { deliverableAddress } from "@/lib/platform/text/domain";
import {
  MAIL_BATCH_SIZE,
  MAIL_BATCH_WAIT_MS,
  MAIL_LEASE_RENEWAL_SECONDS,
  MAIL_LEASE_SECONDS,
  MAIL_RETRY_DELAYS_SECONDS,
  OUTBOX_RETENTION_SECONDS,
} from "@/lib/policy";
import { decryptBody, type MailBody, messageId } from "./outbox";
import { type ClaimedMail, claimMail, deleteOlderThan, findDue, findMail, markFailed, markSent, postpone, renewLease } from "./store";
import type { DeliveryProblem, DeliveryState } from "./types";

/**
 * Sends a committed email once. The row is claimed first, so that of several servers and calls one sends it; when that one dies in the
 * middle, its lease ends and the email is sent again (with the same message id).
 */
export async function deliverMail(deps: Deps, id: string): Promise<Result<null, DeliveryProblem>> {
  if (!deps.mailTransport) return err({ stage: "outbox", reason: "queued" });
  const now = deps.clock.now();
  const claimed = await claimMail(deps.db, id, now, addSeconds(now, MAIL_LEASE_SECONDS));
  if (!claimed) return unclaimed(deps, id);
  const body = readBody(deps, claimed);
  if (!body) return failPermanently(deps, claimed, "outbox: its body cannot be read with the keys in ENCRYPTION_KEYS");
  if (body.expiresAt <= now) return failPermanently(deps, claimed, claimed.failure ?? "outbox: it was too old to be sent");
  const sent = await whileLeased(deps, claimed, () => send(deps, claimed, body));
  if (!sent.ok) return recordFailure(deps, claimed, body, sent.problem);
  await markSent(deps.db, claimed, deps.clock.now());
  return ok(null);
}

/** Renews the lease while the mail server takes its time, which may be minutes; without renewal another delivery may begin. */
async function whileLeased<T>(deps: Deps, claimed: ClaimedMail, sending: () => Promise<T>): Promise<T> {
  let renewed = Promise.resolve();
  const renew = () => {
    renewed = renewLease(deps.db, claimed, addSeconds(deps.clock.now(), MAIL_LEASE_SECONDS)).catch(() => {});
  };
  const timer = setInterval(renew, MAIL_LEASE_RENEWAL_SECONDS * 1000).unref();
  return sending().finally(() => {
    clearInterval(timer);
    // A renewal after the outcome is recorded would move the next delivery attempt.
    return renewed;
  });
}

/** Nothing to do: sent already, permanently failed, claimed by another server, or not due yet. */
async function unclaimed(deps: Deps, id: string): Promise<Result<null, DeliveryProblem>> {
  const mail = await findMail(deps.db, id);
  if (mail?.sentAt) return ok(null);
  return err({ stage: "outbox", reason: !mail || mail.failedAt ? "failed" : "not-due" });
}

function readBody(deps: Deps, { id, toAddress, encryptedBody }: ClaimedMail): MailBody | null {
  try {
    return encryptedBody === null ? null : decryptBody(deps, { id, toAddress }, encryptedBody);
  } catch (error) {
    if (error instanceof DecryptionError) return null;
    throw error;
  }
}

async function send(deps: Deps, { id, toAddress }: ClaimedMail, { content }: MailBody): Promise<Result<null, MailFailure>> {
  const { mailTransport, config } = deps;
  if (!mailTransport || !config.mail) throw new Error("a mail transport without MAIL_FROM");
  const { from } = config.mail;
  const parts = await renderEmail(content);
  return mailTransport.send({
    from,
    to: deliverableAddress(toAddress),
    subject: content.subject,
    ...parts,
    messageId: messageId(id, from),
  });
}

/** Schedules a retry, or none when the refusal is permanent or the email would expire before. */
async function recordFailure(
  deps: Deps,
  claimed: ClaimedMail,
  { expiresAt }: MailBody,
  failure: MailFailure,
): Promise<Result<null, DeliveryProblem>> {
  const now = deps.clock.now();
  const { stage, reason, permanent } = failure;
  log.warn({ mailId: claimed.id, kind: claimed.kind, attempts: claimed.attempts, stage, reason }, "a mail could not be sent");
  const next = permanent ? null : nextAttemptAt(claimed.attempts, now, expiresAt);
  const text = `${stage}: ${reason}`;
  await (next ? postpone(deps.db, claimed, next, text) : markFailed(deps.db, claimed, now, text));
  return err(failure);
}

async function failPermanently(deps: Deps, claimed: ClaimedMail, failure: string): Promise<Result<null, DeliveryProblem>> {
  log.warn({ mailId: claimed.id, kind: claimed.kind, failure }, "a mail is given up");
  await markFailed(deps.db, claimed, deps.clock.now(), failure);
  return err({ stage: "outbox", reason: "failed" });
}

/**
 * Starts to send a committed email and waits at most `waitMs` for the outcome, so that a quick refusal can be shown at once. Never throws:
 * an unfinished or failed delivery stays in the outbox for the worker.
 */
export async function deliverWithin(deps: Deps, mailId: string, waitMs: number): Promise<DeliveryState> {
  const delivery = deliverMail(deps, mailId).then(deliveryState, (error: Error): DeliveryState => {
    log.error({ mailId, reason: error.message }, "sending a mail broke off");
    return "sending";
  });
  return withTimeout(delivery, waitMs, "sending" as const);
}

function deliveryState(delivered: Result<null, DeliveryProblem>): DeliveryState {
  if (delivered.ok) return "sent";
  if (delivered.problem.stage !== "outbox") return "failed";
  return delivered.problem.reason === "queued" ? "queued" : "sending";
}

/**
 * The worker's step: sends a small batch of due emails in parallel and does not wait for hanging ones, so that one slow recipient delays
 * no other. Returns how many were attempted. Also deletes emails older than 30 days from the outbox.
 */
export async function deliverDueMail(deps: Deps, waitMs = MAIL_BATCH_WAIT_MS): Promise<number> {
  const now = deps.clock.now();
  await deleteOlderThan(deps.db, addSeconds(now, -OUTBOX_RETENTION_SECONDS));
  if (!deps.mailTransport) return 0;
  const due = await findDue(deps.db, now, MAIL_BATCH_SIZE);
  await Promise.all(due.map((id) => deliverWithin(deps, id, waitMs)));
  return due.length;
}

/** Returns when to retry after failed attempt number `attempts` (from 1); null when that would be after `expiresAt`. */
function nextAttemptAt(attempts: number, failedAt: Date, expiresAt: Date): Date | null {
  const last = MAIL_RETRY_DELAYS_SECONDS.length - 1;
  const delay = MAIL_RETRY_DELAYS_SECONDS[Math.min(attempts - 1, last)] ?? 0;
  const next = addSeconds(failedAt, delay);
  return next < expiresAt ? next : null;
}

/** Sends an email without the outbox, to find out at which stage it fails. Returns the transport's answer. */
export async function sendTestMail(
  { config, mailTransport, clock, random }: Deps,
  { to }: { to: string },
): Promise<Result<{ acceptedBy: string }, MailFailure | { stage: "outbox" }>> {
  if (!mailTransport || !config.mail) return err({ stage: "outbox" });
  const { from } = config.mail;
  const { host: appHost } = new URL(config.appUrl);
  const context = { appName: config.appName, appHost, username: to, locale: DEFAULT_LOCALE } as const;
  const content = await composeEmail(context, { kind: "test" });
  const id = v7({ msecs: clock.now().getTime(), random: random.bytes(16) });
  const sent = await mailTransport.send({
    from,
    to,
    subject: content.subject,
    ...(await renderEmail(content)),
    messageId: messageId(id, from),
  });
  return sent.ok ? ok({ acceptedBy: mailTransport.description }) : sent;
}
