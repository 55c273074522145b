import { addAccount, type NewAccount } from "@/lib/features/account/create-user";
import { issuePasswordLink } from "@/lib/features/account/one-time-links";
import type { CreateUserProblem } from "@/lib/features/account/types";
import { enqueueMail } from "@/lib/features/notifications/outbox";
import type { ReverifiedSession } from "@/lib/features/sessions/session";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { PASSWORD_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import { findAddressee, isActiveAdministrator, lockAdministration } from "./store";
import type { ActionDone, InviteProblem } from "./types";

type InviteInput = { session: ReverifiedSession; username: string; email: string | null; admin: boolean; client: ClientInfo };
type Invited = Pick<ActionDone, "mailId"> & { userId: string; link: string };

/** Adds an account without a password, and the one-time link by which its user sets one that no administrator knows. */
export async function inviteUser(deps: Deps, { session, client, ...account }: InviteInput): Promise<Result<Invited, InviteProblem>> {
  const { id: actorUserId, username: administrator } = session.user;
  return deps.db.$transaction(async (tx) => {
    await lockAdministration(tx);
    if (!(await isActiveAdministrator(tx, actorUserId))) return err({ code: "not-administrator" });
    const created = await addAccount(deps, tx, { ...account, actorUserId, client }, null);
    if (!created.ok) return created;
    const userId = created.value.id;
    const link = await issuePasswordLink(deps, tx, { userId, actorUserId, client });
    return ok({ userId, link, mailId: await mailPasswordLink(deps, tx, { userId, link, administrator }) });
  });
}

/** The same on the command line: the link is the operator's to pass on, and is not emailed. */
export async function inviteAsOperator(deps: Deps, account: NewAccount): Promise<Result<{ link: string }, CreateUserProblem>> {
  return deps.db.$transaction(async (tx) => {
    const created = await addAccount(deps, tx, account, null);
    if (!created.ok) return created;
    const { actorUserId, client } = account;
    return ok({ link: await issuePasswordLink(deps, tx, { userId: created.value.id, actorUserId, client }) });
  });
}

type PasswordLinkInput = { userId: string; link: string; administrator: string };

/**
 * Emails the link to the address that the administrator gave, which an invitation need not have confirmed. Where no email is sent none
 * is queued: other administrators could open a link that waits in the outbox.
 */
export async function mailPasswordLink(
  deps: Deps,
  tx: Transaction,
  { userId, link, administrator }: PasswordLinkInput,
): Promise<string | null> {
  const user = await findAddressee(tx, userId);
  if (!user?.email || !deps.mailTransport) return null;
  const expiresInHours = PASSWORD_LINK_LIFETIME_SECONDS / 3600;
  const mail = { kind: "password-link", url: link, expiresInHours, invitedBy: administrator } as const;
  return enqueueMail(deps, tx, { userId, username: user.username, to: user.email, mail });
}
