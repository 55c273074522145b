import { recordEvent } from "@/lib/features/audit/record";
import { enqueueMail, findMailTimes } from "@/lib/features/notifications/outbox";
import type { ClientInfo } from "@/lib/platform/client-info";
import { addSeconds } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import type { GuessedSecret, GuessScope } from "@/lib/platform/db/generated/enums";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { DELAY_MAIL_INTERVAL_SECONDS } from "@/lib/policy";
import { rowsFor } from "./rows";
import { countFailure, deleteBudgetsOf, deleteForgiven, findDelaysOf, findNextTryAt, findUntold, giveBack, markTold } from "./store";

/** Whose secret is guessed: an account, or a name (its key) that no account has. */
type Guessed = { userId: string } | { unknownName: string };

/** `browserId`: of the browser that the guess comes from, where the account has signed in with it before. */
export type Guess = { secret: GuessedSecret; guessed: Guessed; browserId: string | null; ip: string };

/** What a wrong guess is answered with as well: when the next one is possible, where it has begun a delay. */
export type NextTry = { retryAt: Date | null };

/** The rows that a guess was taken from, and what to say of the next one if it is wrong. */
export type Charge = NextTry & { secret: GuessedSecret; rows: { scope: GuessScope; subject: string }[] };

/** Guesses at the account have to wait until then: those from a browser known to it, or from all others. */
export type Wait = { secret: GuessedSecret; knownBrowser: boolean; until: Date };

export type BudgetProblem = { code: "too-many-tries"; retryAt: Date };

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
  return err({ code: "too-many-tries", retryAt: (await findNextTryAt(deps.db, { secret, rows }, now)) ?? now });
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

/** From when on such a guess is taken; null when it is now. */
export async function findNextTry({ db, clock, keyedHash }: Deps, guess: Guess): Promise<Date | null> {
  return findNextTryAt(db, { secret: guess.secret, rows: rowsFor(guess, keyedHash) }, clock.now());
}

/**
 * The delays of the account that run now, the longest of each kind; those of a network from which it is guessed are not its own.
 * Read within the caller's transaction where there is one.
 */
export async function findWaits({ db, clock }: Deps, userId: string, tx: Transaction = db): Promise<Wait[]> {
  const delays = await findDelaysOf(tx, userId, clock.now());
  const waits = new Map<string, Wait>();
  for (const { secret, scope, _max } of delays) {
    const knownBrowser = scope !== "account";
    const key = `${secret} ${knownBrowser}`;
    const until = _max.nextTryAt;
    if (until && until > (waits.get(key)?.until ?? clock.now())) waits.set(key, { secret, knownBrowser, until });
  }
  return [...waits.values()];
}

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

/** Deletes counts that mean nothing any more, so that the table does not grow with every name that strangers type. */
export async function forgetGuesses(deps: Deps): Promise<void> {
  await deleteForgiven(deps.db, deps.clock.now());
}

type Told = NonNullable<Awaited<ReturnType<typeof markTold>>>;

/**
 * Notes in the audit log that guesses at an account have to wait now, and tells its owner by mail, whether or not security
 * mails are wanted; once a day at the most. A step of the worker: a sign-in that is refused costs the same with and without.
 */
export async function tellDelayed(deps: Deps): Promise<void> {
  for (const key of await findUntold(deps.db, deps.clock.now())) {
    await deps.db.$transaction(async (tx) => {
      const told = await markTold(tx, key, deps.clock.now());
      if (!told?.user) return;
      await mailOwner(deps, tx, told, key.secret === "password" ? "password" : "second-factor");
      const subject = { actorUserId: null, subjectUserId: told.user.id, client: null };
      await recordEvent(deps, tx, { ...subject, type: "account-delayed", ...(key.secret === "password" && { factor: "password" }) });
    });
  }
}

async function mailOwner(deps: Deps, tx: Transaction, told: Told, guessed: "password" | "second-factor"): Promise<void> {
  const { user, failures, nextTryAt } = told;
  if (!user?.email || !user.emailProvenAt || !nextTryAt) return;
  const since = addSeconds(deps.clock.now(), -DELAY_MAIL_INTERVAL_SECONDS);
  if ((await findMailTimes(tx, user.id, "account-delayed", since)).length > 0) return;
  const mail = { kind: "account-delayed", guessed, failures, retryAt: nextTryAt } as const;
  await enqueueMail(deps, tx, { userId: user.id, username: user.username, to: user.email, mail });
}
