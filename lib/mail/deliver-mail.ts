import { addSeconds } from "@/lib/platform/clock";
import { UnsealError } from "@/lib/platform/crypto/seal";
import type { Deps } from "@/lib/platform/deps";
import { log } from "@/lib/platform/log";
import type { MailFailure } from "@/lib/platform/mail/types";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { deliverableAddress } from "@/lib/platform/text/domain";
import { MAIL_LEASE_RENEWAL_SECONDS, MAIL_LEASE_SECONDS } from "@/lib/policy";
import { nextTryAt } from "./backoff";
import { type MailBody, openBody } from "./body";
import { messageId } from "./message-id";
import { abandon, type ClaimedMail, claimMail, findMail, markSent, postpone, renewLease } from "./store";
import { renderLetter } from "./templates/render-letter";
import type { DeliveryProblem } from "./types";

/**
 * Sends a committed mail once. The row is claimed first, so that of any number of servers and calls one sends it; when
 * that one dies in the middle, its lease runs out and the mail is tried again (with the same message id).
 */
export async function deliverMail(deps: Deps, id: string): Promise<Result<null, DeliveryProblem>> {
  if (!deps.mailTransport) return refuse({ stage: "outbox", reason: "kept" });
  const now = deps.clock.now();
  const claimed = await claimMail(deps.db, id, now, addSeconds(now, MAIL_LEASE_SECONDS));
  if (!claimed) return unclaimed(deps, id);
  const body = readBody(deps, claimed);
  if (!body) return giveUp(deps, claimed, "outbox: its body cannot be read with the keys in ENCRYPTION_KEYS");
  if (body.usefulUntil <= now) return giveUp(deps, claimed, claimed.failure ?? "outbox: it was too old to be sent");
  const sent = await whileLeased(deps, claimed, () => send(deps, claimed, body));
  if (!sent.ok) return noteFailure(deps, claimed, body, sent.problem);
  await markSent(deps.db, claimed, deps.clock.now());
  return ok(null);
}

/** Holds the lease for as long as the server takes, which may be minutes; where it cannot be renewed, another try may begin. */
async function whileLeased<T>(deps: Deps, claimed: ClaimedMail, sending: () => Promise<T>): Promise<T> {
  let renewed = Promise.resolve();
  const renew = () => {
    renewed = renewLease(deps.db, claimed, addSeconds(deps.clock.now(), MAIL_LEASE_SECONDS)).catch(() => {});
  };
  const timer = setInterval(renew, MAIL_LEASE_RENEWAL_SECONDS * 1000).unref();
  return sending().finally(() => {
    clearInterval(timer);
    // One that came later than what is noted of the outcome would move the next try.
    return renewed;
  });
}

/** Nothing to do here: sent already, given up, in somebody else's hands, or not due yet. */
async function unclaimed(deps: Deps, id: string): Promise<Result<null, DeliveryProblem>> {
  const mail = await findMail(deps.db, id);
  if (mail?.sentAt) return ok(null);
  return refuse({ stage: "outbox", reason: !mail || mail.abandonedAt ? "given-up" : "not-due" });
}

function readBody(deps: Deps, { id, toAddress, sealedBody }: ClaimedMail): MailBody | null {
  try {
    return sealedBody === null ? null : openBody(deps, { id, toAddress }, sealedBody);
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}

async function send(deps: Deps, { id, toAddress }: ClaimedMail, { letter }: MailBody): Promise<Result<null, MailFailure>> {
  const { mailTransport, config } = deps;
  if (!mailTransport || !config.mail) throw new Error("a mail transport without MAIL_FROM");
  const { from } = config.mail;
  const parts = await renderLetter(letter);
  return mailTransport.send({ from, to: deliverableAddress(toAddress), subject: letter.subject, ...parts, messageId: messageId(id, from) });
}

/** Tries again later, or never, when that is in vain or would come too late to be of use. */
async function noteFailure(
  deps: Deps,
  claimed: ClaimedMail,
  { usefulUntil }: MailBody,
  failure: MailFailure,
): Promise<Result<null, DeliveryProblem>> {
  const now = deps.clock.now();
  const { stage, reason, permanent } = failure;
  log.warn({ mailId: claimed.id, kind: claimed.kind, tries: claimed.tries, stage, reason }, "a mail could not be sent");
  const next = permanent ? null : nextTryAt(claimed.tries, now, usefulUntil);
  const text = `${stage}: ${reason}`;
  await (next ? postpone(deps.db, claimed, next, text) : abandon(deps.db, claimed, now, text));
  return refuse(failure);
}

async function giveUp(deps: Deps, claimed: ClaimedMail, failure: string): Promise<Result<null, DeliveryProblem>> {
  log.warn({ mailId: claimed.id, kind: claimed.kind, failure }, "a mail is given up");
  await abandon(deps.db, claimed, deps.clock.now(), failure);
  return refuse({ stage: "outbox", reason: "given-up" });
}
