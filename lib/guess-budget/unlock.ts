import { recordEvent } from "@/lib/audit/record";
import type { Deps } from "@/lib/platform/deps";
import { deleteBudgetsOf } from "./store";

/** Lifts every delay of the account, and forgets the guesses counted against it; false when there were none. */
export async function unlock(deps: Deps, userId: string): Promise<boolean> {
  return deps.db.$transaction(async (tx) => {
    if ((await deleteBudgetsOf(tx, userId)) === 0) return false;
    await recordEvent(deps, tx, { type: "account-unlocked", actorUserId: null, subjectUserId: userId, client: null });
    return true;
  });
}
