import { addAccount, type NewAccount } from "@/lib/features/account/accounts";
import { issuePasswordLink } from "@/lib/features/account/one-time-links";
import type { CreateUserProblem } from "@/lib/features/account/types";
import { recordEvent } from "@/lib/features/audit/record";
import type { ReverifiedSession } from "@/lib/features/sessions/session";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { mailInvitation, notifyUser } from "./notify-user";
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

type LinkInput = { userId: string; hadPassword?: boolean; actor: Actor };

/**
 * Issues a link and records it, in the caller's transaction. An administrator's invitation is emailed. The link of an account with a password is
 * for the administrator to pass on and never emailed, because a mailbox that receives sign-in codes would then be both factors; the user is
 * notified of it.
 */
export async function issueLink(deps: Deps, tx: Transaction, { userId, hadPassword = false, actor }: LinkInput): Promise<IssuedLink> {
  const { username: administrator } = actor;
  const link = await issuePasswordLink(deps, tx, userId);
  const addressee = await findAddressee(tx, userId);
  let mailId: string | null = null;
  if (hadPassword) mailId = await notifyUser(deps, tx, addressee, { action: "password-link-issued", administrator });
  else if (administrator !== null) mailId = await mailInvitation(deps, tx, addressee, { link, administrator });
  await recordEvent(deps, tx, { type: "password-link-issued", actorUserId: actor.userId, subjectUserId: userId, client: actor.client });
  return { link, mailId };
}
