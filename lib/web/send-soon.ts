import { deliverSoon } from "@/lib/mail/deliver-soon";
import type { SendStatus } from "@/lib/mail/types";
import { stepAside } from "@/lib/platform/http/request-fate";
import type { MailFailure } from "@/lib/platform/mail/types";
import type { Result } from "@/lib/platform/result";
import { MAIL_SEND_SOON_MS } from "@/lib/policy";
import { getDeps } from "./deps";

/** Sends the mail that was just committed; after 2 s the answer is `sending` and the mail goes out behind it. */
export async function sendSoon(mailId: string, { waitMs = MAIL_SEND_SOON_MS } = {}): Promise<Result<SendStatus, MailFailure>> {
  stepAside();
  return deliverSoon(getDeps(), mailId, waitMs);
}
