import { findWaits } from "@/lib/guess-budget/find-waits";
import type { Deps } from "@/lib/platform/deps";
import { findUserById } from "@/lib/users/find-user";
import { availableActions } from "./available-actions";
import { changeAccount, tellOfChange } from "./change-account";
import { lockAdministration } from "./store";
import type { AccountChange } from "./types";

type Input = { userId: string; change: AccountChange };
/** `due` is false for what was so already: it is done again, and nobody told. */
type Done = { due: boolean; sessionsEnded: number | null; mailId: string | null };

/** What whoever runs the server does to an account on the command line: what an administrator may do, and told alike. */
export async function actAsOperator(deps: Deps, { userId, change }: Input): Promise<Done> {
  return deps.db.$transaction(async (tx) => {
    await lockAdministration(tx);
    const user = await findUserById(deps, userId, tx);
    const delayed = (await findWaits(deps, userId, tx)).length > 0;
    const due = user !== null && availableActions(user, null, delayed).includes(change);
    const mailId = due ? await tellOfChange(deps, tx, change, userId, null) : null;
    const sessionsEnded = await changeAccount(deps, tx, change, { userId, actorUserId: null, client: null });
    return { due, sessionsEnded, mailId };
  });
}
