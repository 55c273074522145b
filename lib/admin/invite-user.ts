import type { ClientInfo } from "@/lib/platform/client-info";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result, refuse } from "@/lib/platform/result";
import type { ProvenSession } from "@/lib/sessions/types";
import { addAccount, type NewAccount } from "@/lib/users/create-user";
import { issuePasswordLink } from "@/lib/users/password-link";
import type { CreateUserProblem } from "@/lib/users/types";
import { mailPasswordLink } from "./mail-password-link";
import { isActiveAdministrator, lockAdministration } from "./store";
import type { ActionDone, InviteProblem } from "./types";

type Input = { session: ProvenSession; username: string; email: string | null; admin: boolean; client: ClientInfo };
type Invited = Pick<ActionDone, "mailId"> & { userId: string; link: string };

/** Adds an account without a password, and the one-time link by which its owner sets one: nobody else ever knows it. */
export async function inviteUser(deps: Deps, { session, client, ...account }: Input): Promise<Result<Invited, InviteProblem>> {
  const { id: actorUserId, username: administrator } = session.user;
  return deps.db.$transaction(async (tx) => {
    await lockAdministration(tx);
    if (!(await isActiveAdministrator(tx, actorUserId))) return refuse({ code: "not-administrator" });
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
