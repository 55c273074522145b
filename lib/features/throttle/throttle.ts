import { recordEvent } from "@/lib/features/audit/record";
import { enqueueMail, findMailTimes } from "@/lib/features/notifications/outbox";
import type { ClientInfo } from "@/lib/platform/client-info";
import { addSeconds } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import type { ThrottledSecret, ThrottleScope } from "@/lib/platform/db/generated/enums";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { THROTTLE_EMAIL_INTERVAL_SECONDS } from "@/lib/policy";
import { rowsFor } from "./rows";
import {
  countFailedAttempt,
  deleteForgivenEntries,
  deleteThrottleEntries,
  findThrottledUntil,
  findThrottlesOf,
  findUnnotified,
  markNotified,
  refund,
} from "./store";

/** Whose secret is guessed: an account, or a name (its key) that no account has. */
type AttemptTarget = { userId: string } | { unknownName: string };

/** `browserId`: of the browser that the guess comes from, where the account has signed in with it before. */
export type CredentialAttempt = { secret: ThrottledSecret; target: AttemptTarget; browserId: string | null; ip: string };

/** What a wrong guess is answered with as well: when the next one is possible, where it has begun a delay. */
export type RetryTime = { retryAt: Date | null };

/** The rows that a guess was taken from, and what to say of the next one if it is wrong. */
export type ConsumedAttempt = RetryTime & { secret: ThrottledSecret; rows: { scope: ThrottleScope; subject: string }[] };

/** Guesses at the account have to wait until then: those from a browser known to it, or from all others. */
export type ActiveThrottle = { secret: ThrottledSecret; knownBrowser: boolean; until: Date };

export type ThrottleProblem = { code: "too-many-attempts"; retryAt: Date };

/**
 * Takes one guess, committed on its own before the guess is looked at, so that nothing that happens afterwards gives it
 * back but `refundAttempts`. The database decides; when it does not answer, this throws and nothing is looked at.
 */
export async function consumeAttempt(deps: Deps, attempt: CredentialAttempt): Promise<Result<ConsumedAttempt, ThrottleProblem>> {
  const now = deps.clock.now();
  const rows = rowsFor(attempt, deps.keyedHash);
  const { secret } = attempt;
  const counted = await countFailedAttempt(deps.direct, secret, rows, now);
  if (counted) return ok({ secret, rows, ...counted });
  return err({ code: "too-many-attempts", retryAt: (await findThrottledUntil(deps.db, { secret, rows }, now)) ?? now });
}

/**
 * A right answer, in the transaction that uses up what was right, where there is one: the guesses of this very sign-in are
 * given back, `guesses` of them, and no others: what strangers have guessed stays counted however often the owner signs in.
 * A known browser's own row starts again; the ceiling of all known browsers does not.
 */
export async function refundAttempts(tx: Statements, consumed: ConsumedAttempt, attempts = 1): Promise<void> {
  await refund(tx, consumed, attempts, { isRight: true });
}

/** A guess that was not looked at: it alone is given back, and nothing starts again. */
export async function refundUncheckedAttempt(tx: Statements, consumed: ConsumedAttempt): Promise<void> {
  await refund(tx, consumed, 1, { isRight: false });
}

/** From when on such a guess is taken; null when it is now. */
export async function findRetryTime({ db, clock, keyedHash }: Deps, attempt: CredentialAttempt): Promise<Date | null> {
  return findThrottledUntil(db, { secret: attempt.secret, rows: rowsFor(attempt, keyedHash) }, clock.now());
}

/**
 * The delays of the account that run now, the longest of each kind; those of a network from which it is guessed are not its own.
 * Read within the caller's transaction where there is one.
 */
export async function findActiveThrottles({ db, clock }: Deps, userId: string, tx: Transaction = db): Promise<ActiveThrottle[]> {
  const entries = await findThrottlesOf(tx, userId, clock.now());
  const throttles = new Map<string, ActiveThrottle>();
  for (const { secret, scope, _max } of entries) {
    const knownBrowser = scope !== "account";
    const key = `${secret} ${knownBrowser}`;
    const until = _max.throttledUntil;
    if (until && until > (throttles.get(key)?.until ?? clock.now())) throttles.set(key, { secret, knownBrowser, until });
  }
  return [...throttles.values()];
}

/** By whom: an administrator, or (null) the operator on the command line. */
type Subject = { userId: string; actorUserId: string | null; client: ClientInfo | null };

/** Lifts every delay of the account, and forgets the guesses counted against it; false when there were none. */
export async function resetThrottle(deps: Deps, tx: Transaction, { userId, actorUserId, client }: Subject): Promise<boolean> {
  if ((await deleteThrottleEntries(tx, userId)) === 0) return false;
  await recordEvent(deps, tx, { type: "account-unlocked", actorUserId, subjectUserId: userId, client });
  return true;
}

/** The same for the operator, in a transaction of its own. */
export function resetThrottleAsOperator(deps: Deps, userId: string): Promise<boolean> {
  return deps.db.$transaction((tx) => resetThrottle(deps, tx, { userId, actorUserId: null, client: null }));
}

/** Deletes counts that mean nothing any more, so that the table does not grow with every name that strangers type. */
export async function purgeThrottleEntries(deps: Deps): Promise<void> {
  await deleteForgivenEntries(deps.db, deps.clock.now());
}

type NotifiedEntry = NonNullable<Awaited<ReturnType<typeof markNotified>>>;

/**
 * Notes in the audit log that guesses at an account have to wait now, and tells its owner by mail, whether or not security
 * mails are wanted; once a day at the most. A step of the worker: a sign-in that is refused costs the same with and without.
 */
export async function notifyThrottledUsers(deps: Deps): Promise<void> {
  for (const key of await findUnnotified(deps.db, deps.clock.now())) {
    await deps.db.$transaction(async (tx) => {
      const notified = await markNotified(tx, key, deps.clock.now());
      if (!notified?.user) return;
      await mailOwner(deps, tx, notified, key.secret === "password" ? "password" : "second-factor");
      const subject = { actorUserId: null, subjectUserId: notified.user.id, client: null };
      await recordEvent(deps, tx, { ...subject, type: "account-delayed", ...(key.secret === "password" && { factor: "password" }) });
    });
  }
}

async function mailOwner(deps: Deps, tx: Transaction, notified: NotifiedEntry, target: "password" | "second-factor"): Promise<void> {
  const { user, failures, throttledUntil } = notified;
  if (!user?.email || !user.emailConfirmedAt || !throttledUntil) return;
  const since = addSeconds(deps.clock.now(), -THROTTLE_EMAIL_INTERVAL_SECONDS);
  if ((await findMailTimes(tx, user.id, "account-delayed", since)).length > 0) return;
  const mail = { kind: "account-delayed", target, failures, retryAt: throttledUntil } as const;
  await enqueueMail(deps, tx, { userId: user.id, username: user.username, to: user.email, mail });
}
