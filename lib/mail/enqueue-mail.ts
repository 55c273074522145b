import { v7 } from "uuid";
import { addSeconds } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { MAIL_LIFETIME_SECONDS } from "@/lib/policy";
import { sealBody } from "./body";
import { writeLetter } from "./letters/write-letter";
import { insertMail } from "./store";
import type { OutgoingMail } from "./types";

type Input = { userId: string | null; username: string; to: string; mail: OutgoingMail };

/**
 * Puts a mail into the outbox in the caller's transaction and answers with its id, to be handed to `sendSoon` after commit.
 * Nothing is sent for a transaction that is rolled back; what is committed is sent, by the worker if by nobody else.
 */
export async function enqueueMail(deps: Deps, tx: Transaction, { userId, username, to, mail }: Input): Promise<string> {
  const { appName, appUrl } = deps.config;
  const now = deps.clock.now();
  const id = v7({ msecs: now.getTime(), random: deps.random.bytes(16) });
  const letter = writeLetter({ appName, appHost: new URL(appUrl).host, username }, mail);
  const usefulUntil = addSeconds(now, usefulSeconds(mail));
  const { sealed, keyId } = sealBody(deps, { id, toAddress: to }, { letter, usefulUntil });
  await insertMail(tx, {
    id,
    userId,
    toAddress: to,
    kind: mail.kind,
    subject: letter.subject,
    sealedBody: sealed,
    keyId,
    createdAt: now,
    dueAt: now,
  });
  return id;
}

function usefulSeconds(mail: OutgoingMail): number {
  if ("expiresInMinutes" in mail) return mail.expiresInMinutes * 60;
  if ("expiresInHours" in mail) return Math.min(mail.expiresInHours * 3600, MAIL_LIFETIME_SECONDS);
  return MAIL_LIFETIME_SECONDS;
}
