import { addAccount, type NewAccount } from "@/lib/features/account/accounts";
import { issuePasswordLink } from "@/lib/features/account/one-time-links";
import type { CreateUserProblem } from "@/lib/features/account/types";
import { recordEvent } from "@/lib/features/audit/record";
import { enqueueMail } from "@/lib/features/notifications/outbox";
import type { ReverifiedSession } from "@/lib/features/sessions/session";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { PASSWORD_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import { findAddressee, isActiveAdministrator, lockAdministration } from "./store";
import { type ActionDone, type Actor, type InviteProblem, OPERATOR } from "./types";

type InviteInput = { session: ReverifiedSession; username: string; email: string | null; admin: boolean; client: ClientInfo };
type IssuedLink = Pick<ActionDone, "mailId"> & { link: string };
type Invited = IssuedLink & { userId: string };

/** Adds an account without a password, and the one-time link by which its user sets one that no administrator knows. */
export async function inviteUser(deps: Deps, { session, client, ...account }: InviteInput): Promise<Result<Invited, InviteProblem>> {
  const actor = { userId: session.user.id, username: session.user.username, client };
  return deps.db.$transaction(async (tx) => {
    await lockAdministration(tx);
    if (!(await isActiveAdministrator(tx, actor.userId))) return err({ code: "not-administrator" });
    const created = await addAccount(deps, tx, { ...account, actorUserId: actor.userId, client }, null);
    if (!created.ok) return created;
    const userId = created.value.id;
    return ok({ userId, ...(await issueLink(deps, tx, { userId, actor })) });
  });
}

/** The same on the command line: the link is the operator's to pass on, and is not emailed. */
export async function inviteAsOperator(deps: Deps, account: NewAccount): Promise<Result<{ link: string }, CreateUserProblem>> {
  return deps.db.$transaction(async (tx) => {
    const created = await addAccount(deps, tx, account, null);
    if (!created.ok) return created;
    const { link } = await issueLink(deps, tx, { userId: created.value.id, actor: OPERATOR });
    return ok({ link });
  });
}

type LinkInput = { userId: string; actor: Actor };

/** Issues a link, emails it for an administrator, and records it, in the caller's transaction. */
export async function issueLink(deps: Deps, tx: Transaction, { userId, actor }: LinkInput): Promise<IssuedLink> {
  const link = await issuePasswordLink(deps, tx, userId);
  const mailId = actor.username === null ? null : await mailPasswordLink(deps, tx, { userId, link, administrator: actor.username });
  await recordEvent(deps, tx, { type: "password-link-issued", actorUserId: actor.userId, subjectUserId: userId, client: actor.client });
  return { link, mailId };
}

type PasswordLinkInput = { userId: string; link: string; administrator: string };

/**
 * Emails the link to the address that the administrator gave, which an invitation need not have confirmed. Where no email is sent none
 * is queued: other administrators could open a link that waits in the outbox.
 */
async function mailPasswordLink(deps: Deps, tx: Transaction, { userId, link, administrator }: PasswordLinkInput): Promise<string | null> {
  const user = await findAddressee(tx, userId);
  if (!user?.email || !deps.mailTransport) return null;
  const expiresInHours = PASSWORD_LINK_LIFETIME_SECONDS / 3600;
  const mail = { kind: "password-link", url: link, expiresInHours, invitedBy: administrator } as const;
  return enqueueMail(deps, tx, { userId, username: user.username, to: user.email, mail });
}
