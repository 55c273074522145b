import { recordEvent } from "@/lib/audit/record";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { deleteBudgetsOf } from "./store";

/** By whom: an administrator, or (null) the operator on the command line. */
type Subject = { userId: string; actorUserId: string | null; client: ClientInfo | null };

/** Lifts every delay of the account, and forgets the guesses counted against it; false when there were none. */
export async function liftDelays(deps: Deps, tx: Transaction, { userId, actorUserId, client }: Subject): Promise<boolean> {
  if ((await deleteBudgetsOf(tx, userId)) === 0) return false;
  await recordEvent(deps, tx, { type: "account-unlocked", actorUserId, subjectUserId: userId, client });
  return true;
}

/** The same for the operator, in a transaction of its own. */
export function unlock(deps: Deps, userId: string): Promise<boolean> {
  return deps.db.$transaction((tx) => liftDelays(deps, tx, { userId, actorUserId: null, client: null }));
}
