import { enqueueMail } from "@/lib/mail/enqueue-mail";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { PASSWORD_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import { findAddressee } from "./store";

type Input = { userId: string; link: string; administrator: string };

/**
 * Emails the link to the address that the administrator gave, confirmed or not: that is where the invitation is meant to go. Where no
 * email is sent none is written: a link that waits in the outbox would be one that other administrators can open.
 */
export async function mailPasswordLink(deps: Deps, tx: Transaction, { userId, link, administrator }: Input): Promise<string | null> {
  const person = await findAddressee(tx, userId);
  if (!person?.email || !deps.mailTransport) return null;
  const expiresInHours = PASSWORD_LINK_LIFETIME_SECONDS / 3600;
  const mail = { kind: "password-link", url: link, expiresInHours, invitedBy: administrator } as const;
  return enqueueMail(deps, tx, { userId, username: person.username, to: person.email, mail });
}
