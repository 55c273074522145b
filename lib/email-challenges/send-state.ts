import { findMailTimes } from "@/lib/mail/find-mail-times";
import { addSeconds } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import { CLOCK_SKEW_SECONDS, EMAIL_SEND_AGAIN_AFTER_SECONDS, EMAIL_SENDS_PER_HOUR } from "@/lib/policy";
import { MAIL_KIND } from "./mail-kind";
import { findNewestSend } from "./store";
import type { Binding, SendState } from "./types";

const HOUR_SECONDS = 60 * 60;

/**
 * When the newest code went out for this sign-in or session, and from when on another may: 60 s after it, and no more
 * than 5 an hour for the account and purpose. Those are counted in the outbox, which outlives sign-ins and sessions. Sends
 * from the future, left by a clock that went back, make nobody wait.
 */
export async function readSendState(db: Transaction, userId: string, binding: Binding, now: Date): Promise<SendState> {
  const since = addSeconds(now, -HOUR_SECONDS);
  const until = addSeconds(now, CLOCK_SKEW_SECONDS);
  const sentAt = await findNewestSend(db, binding, since, until);
  const waits = [now];
  if (sentAt) waits.push(addSeconds(sentAt, EMAIL_SEND_AGAIN_AFTER_SECONDS));
  const times = await findMailTimes(db, userId, MAIL_KIND[binding.purpose], since);
  const limiting = times.filter((time) => time <= until)[EMAIL_SENDS_PER_HOUR - 1];
  if (limiting) waits.push(addSeconds(limiting, HOUR_SECONDS));
  return { sentAt, sendAgainAt: new Date(Math.max(...waits.map((date) => date.getTime()))) };
}
