import type { Deps } from "@/lib/platform/deps";
import { rowsFor } from "./rows";
import { findNextTryAt } from "./store";
import type { Guess } from "./types";

/** From when on such a guess is taken; null when it is now. */
export async function findNextTry({ db, clock, keyedHash }: Deps, guess: Guess): Promise<Date | null> {
  return findNextTryAt(db, { secret: guess.secret, rows: rowsFor(guess, keyedHash) }, clock.now());
}
