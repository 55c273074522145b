import type { GuessedSecret, GuessScope } from "@/lib/platform/db/generated/enums";

/** Whose secret is guessed: an account, or a name (its key) that no account has. */
export type Guessed = { userId: string } | { unknownName: string };

/** `browserId`: of the browser that the guess comes from, where the account has signed in with it before. */
export type Guess = { secret: GuessedSecret; guessed: Guessed; browserId: string | null; ip: string };

/** What a wrong guess is answered with as well: when the next one is possible, where it has begun a delay. */
export type NextTry = { retryAt: Date | null };

/** The rows that a guess was taken from, and what to say of the next one if it is wrong. */
export type Charge = NextTry & { secret: GuessedSecret; rows: { scope: GuessScope; subject: string }[] };

/** Guesses at the account have to wait until then: those from a browser known to it, or from all others. */
export type Wait = { secret: GuessedSecret; knownBrowser: boolean; until: Date };

export type BudgetProblem = { code: "too-many-tries"; retryAt: Date };
