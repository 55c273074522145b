import { findWaits } from "@/lib/guess-budget/find-waits";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result, refuse } from "@/lib/platform/result";
import type { ProvenSession } from "@/lib/sessions/types";
import { findUserById } from "@/lib/users/find-user";
import { issuePasswordLink } from "@/lib/users/password-link";
import { availableActions } from "./available-actions";
import { changeAccount, tellOfChange } from "./change-account";
import { mailPasswordLink } from "./mail-password-link";
import { isActiveAdministrator, lockAdministration } from "./store";
import type { ActionDone, AdminProblem, UserAction } from "./types";

type Input = { session: ProvenSession; userId: string; action: UserAction; client: ClientInfo };
type Performed = Pick<ActionDone, "link" | "mailId">;
type Subject = { userId: string; actorUserId: string; client: ClientInfo };

/**
 * Does something to somebody else's account. Whether the one who asks is an administrator is read under the lock, so that
 * the console never loses its last one: nobody can disable themself, and of two who disable each other one succeeds.
 */
export async function actOnUser(deps: Deps, { session, userId, action, client }: Input): Promise<Result<ActionDone, AdminProblem>> {
  return deps.db.$transaction(async (tx) => {
    await lockAdministration(tx);
    if (!(await isActiveAdministrator(tx, session.user.id))) return refuse({ code: "not-administrator" });
    if (userId === session.user.id) return refuse({ code: "own-account" });
    const user = await findUserById(deps, userId, tx);
    if (!user) return refuse({ code: "no-such-user" });
    const delayed = (await findWaits(deps, userId, tx)).length > 0;
    if (!availableActions(user, session.user.id, delayed).includes(action)) return refuse({ code: "action-not-due" });
    const subject = { userId, actorUserId: session.user.id, client };
    const done = await perform(deps, tx, action, subject, session.user.username);
    return ok({ username: user.username, email: user.email, ...done });
  });
}

async function perform(deps: Deps, tx: Transaction, action: UserAction, subject: Subject, administrator: string): Promise<Performed> {
  const { userId } = subject;
  if (action === "new-link") {
    const link = await issuePasswordLink(deps, tx, subject);
    return { link, mailId: await mailPasswordLink(deps, tx, { userId, link, administrator }) };
  }
  const mailId = await tellOfChange(deps, tx, action, userId, administrator);
  await changeAccount(deps, tx, action, subject);
  return { link: null, mailId };
}
