import type { Transaction } from "@/lib/platform/db/connect";
import type { GuessedSecret } from "@/lib/platform/db/generated/enums";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { clearFailures, countFailure, findNextTryAt } from "./store";

export type BudgetProblem = { code: "too-many-tries"; retryAt: Date };

/**
 * Takes one guess from the account's budget, committed on its own before the guess is looked at, so that nothing that
 * happens afterwards gives it back. Only `settle` does, with a right answer.
 */
export async function chargeGuess(deps: Deps, userId: string, secret: GuessedSecret): Promise<Result<null, BudgetProblem>> {
  const now = deps.clock.now();
  if (await countFailure(deps.db, userId, secret, now)) return ok(null);
  return refuse({ code: "too-many-tries", retryAt: (await findNextTryAt(deps.db, userId, secret)) ?? now });
}

/** A right answer: the account's count for this secret starts again. Called in the transaction that grants what it is for. */
export async function settleGuess(tx: Transaction, userId: string, secret: GuessedSecret): Promise<void> {
  await clearFailures(tx, userId, secret);
}
