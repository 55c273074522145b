import { addSeconds } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import { EMAIL_SEND_AGAIN_AFTER_SECONDS, EMAIL_SENDS_PER_HOUR } from "@/lib/policy";
import { findSends } from "./store";
import type { Binding, SendState } from "./types";

const HOUR_SECONDS = 60 * 60;

/**
 * When the newest code went out for this sign-in or session, and from when on another may: 60 s after it, and no more
 * than 5 an hour for the account, whatever they were for.
 */
export async function readSendState(db: Transaction, userId: string, binding: Binding, now: Date): Promise<SendState> {
  const sends = await findSends(db, userId, binding.purpose, addSeconds(now, -HOUR_SECONDS));
  const sentAt = sends.find((send) => isFor(binding, send))?.createdAt ?? null;
  const waits = [now];
  if (sentAt) waits.push(addSeconds(sentAt, EMAIL_SEND_AGAIN_AFTER_SECONDS));
  const limiting = sends[EMAIL_SENDS_PER_HOUR - 1];
  if (limiting) waits.push(addSeconds(limiting.createdAt, HOUR_SECONDS));
  return { sentAt, sendAgainAt: new Date(Math.max(...waits.map((date) => date.getTime()))) };
}

function isFor(binding: Binding, send: { loginAttemptId: string | null; sessionId: string | null }): boolean {
  return binding.purpose === "login" ? send.loginAttemptId === binding.loginAttemptId : send.sessionId === binding.sessionId;
}
