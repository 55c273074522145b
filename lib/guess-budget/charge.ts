import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { rowsFor } from "./rows";
import { countFailure, findNextTryAt, giveBack } from "./store";
import type { BudgetProblem, Charge, Guess } from "./types";

/**
 * Takes one guess, committed on its own before the guess is looked at, so that nothing that happens afterwards gives it
 * back but `settleGuess`. The database decides; when it does not answer, this throws and nothing is looked at.
 */
export async function chargeGuess(deps: Deps, guess: Guess): Promise<Result<Charge, BudgetProblem>> {
  const now = deps.clock.now();
  const rows = rowsFor(guess, deps.keyedHash);
  const { secret } = guess;
  const counted = await countFailure(deps.direct, secret, rows, now);
  if (counted) return ok({ secret, rows, ...counted });
  return refuse({ code: "too-many-tries", retryAt: (await findNextTryAt(deps.db, { secret, rows }, now)) ?? now });
}

/**
 * A right answer, in the transaction that uses up what was right, where there is one: the guesses of this very sign-in are
 * given back, `guesses` of them, and no others: what strangers have guessed stays counted however often the owner signs in.
 * A known browser's own row starts again; the ceiling of all known browsers does not.
 */
export async function settleGuess(tx: Statements, charge: Charge, guesses = 1): Promise<void> {
  await giveBack(tx, charge, guesses, { isRight: true });
}

/** A guess that was not looked at: it alone is given back, and nothing starts again. */
export async function returnGuess(tx: Statements, charge: Charge): Promise<void> {
  await giveBack(tx, charge, 1, { isRight: false });
}
