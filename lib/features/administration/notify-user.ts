import { enqueueMail } from "@/lib/features/notifications/outbox";
import type { AdministratorAction } from "@/lib/features/notifications/types";
import { protectionWithoutTwoFactor } from "@/lib/features/two-factor/state";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { PASSWORD_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import type { Addressee } from "./store";

/** `administrator` is a name; null for the operator. */
type Notification = { action: AdministratorAction; administrator: string | null };

/**
 * Queues the email that notifies the user, whatever the email preferences say. Returns its id, or null without a confirmed address: an
 * unconfirmed one may belong to a stranger.
 */
export async function notifyUser(
  deps: Deps,
  tx: Transaction,
  addressee: Addressee | null,
  { action, administrator }: Notification,
): Promise<string | null> {
  if (!addressee?.address) return null;
  const { id: userId, username, address: to } = addressee;
  const withoutTwoFactor = protectionWithoutTwoFactor(addressee);
  const mail = { kind: "administrator-action", action, administrator, withoutTwoFactor, at: deps.clock.now() } as const;
  return enqueueMail(deps, tx, { userId, username, to, mail });
}

type Invitation = { link: string; administrator: string };

/**
 * Emails the link to the address that the administrator gave, which an invitation need not have confirmed. Where no email is sent none
 * is queued: other administrators could open a link that waits in the outbox.
 */
export async function mailInvitation(
  deps: Deps,
  tx: Transaction,
  addressee: Addressee | null,
  { link, administrator }: Invitation,
): Promise<string | null> {
  if (!addressee?.email || !deps.mailTransport) return null;
  const { id: userId, username, email: to } = addressee;
  const expiresInHours = PASSWORD_LINK_LIFETIME_SECONDS / 3600;
  const mail = { kind: "password-link", url: link, expiresInHours, invitedBy: administrator } as const;
  return enqueueMail(deps, tx, { userId, username, to, mail });
}
