import { recordEvent } from "@/lib/features/audit/record";
import { enqueueMail, findMailTimes } from "@/lib/features/notifications/outbox";
import { addSeconds } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import { isForeignKeyViolation } from "@/lib/platform/db/errors";
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

/** The target of an attempt: an account, or a name (its key) that no account has. */
type AttemptTarget = { userId: string } | { unknownName: string };

/** `browserId`: of the browser of the attempt, when the account has signed in with it before. */
export type CredentialAttempt = { secret: ThrottledSecret; target: AttemptTarget; browserId: string | null; ip: string };

/** Part of the answer to a failed attempt: when the next one is possible, if it has started a delay. */
export type RetryTime = { retryAt: Date | null };

/** The rows that counted an attempt, and when the next one is possible if it fails. */
export type ConsumedAttempt = RetryTime & { secret: ThrottledSecret; rows: { scope: ThrottleScope; subject: string }[] };

/** Attempts at the account are throttled until then: those from a known browser, or from all others. */
export type ActiveThrottle = { secret: ThrottledSecret; knownBrowser: boolean; until: Date };

export type ThrottleProblem = { code: "too-many-attempts"; retryAt: Date };

/**
 * Consumes one attempt, committed on its own before the secret is checked, so that only `refundAttempts` can give it back. The database
 * decides; when it fails, this throws and no secret is checked.
 */
export async function consumeAttempt(deps: Deps, attempt: CredentialAttempt): Promise<Result<ConsumedAttempt, ThrottleProblem>> {
  const now = deps.clock.now();
  const rows = rowsFor(attempt, deps.keyedHash);
  const { secret } = attempt;
  const counted = await countFailedAttempt(deps.db, secret, rows, now).catch((error: unknown) => {
    if (!isForeignKeyViolation(error)) throw error;
    // The account was deleted since it was read: the attempt counts all the same.
    const withoutUser = rows.map((row) => ({ ...row, userId: null }));
    return countFailedAttempt(deps.db, secret, withoutUser, now);
  });
  if (counted) return ok({ secret, rows, ...counted });
  return err({ code: "too-many-attempts", retryAt: (await findThrottledUntil(deps.db, { secret, rows }, now)) ?? now });
}

/**
 * After a right answer, in the transaction that consumes the code, where there is one: refunds the attempts of this sign-in and no
 * others, so that strangers' attempts stay counted however often the user signs in. A known browser's own row is reset; the ceiling of
 * all known browsers is not.
 */
export async function refundAttempts(tx: Statements, consumed: ConsumedAttempt, attempts = 1): Promise<void> {
  await refund(tx, consumed, attempts, { isRight: true });
}

/** For an attempt whose secret was not checked: refunds it alone, and resets nothing. */
export async function refundUncheckedAttempt(tx: Statements, consumed: ConsumedAttempt): Promise<void> {
  await refund(tx, consumed, 1, { isRight: false });
}

/** Returns from when on such an attempt is allowed; null when it is now. */
export async function findRetryTime({ db, clock, keyedHash }: Deps, attempt: CredentialAttempt): Promise<Date | null> {
  return findThrottledUntil(db, { secret: attempt.secret, rows: rowsFor(attempt, keyedHash) }, clock.now());
}

/**
 * Returns the running delays of the account, the longest of each kind, without those of networks. Read within the caller's transaction
 * where there is one.
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

/** Lifts every delay of the account, and deletes its counts; the caller records it. Returns false when there were none. */
export async function resetThrottle(tx: Transaction, userId: string): Promise<boolean> {
  return (await deleteThrottleEntries(tx, userId)) > 0;
}

/** Deletes forgiven counts, so that the table does not grow with every name that strangers enter. */
export async function purgeThrottleEntries(deps: Deps): Promise<void> {
  await deleteForgivenEntries(deps.db, deps.clock.now());
}

type NotifiedEntry = NonNullable<Awaited<ReturnType<typeof markNotified>>>;

/**
 * Records in the audit log that an account is throttled, and notifies its user by email, whatever the email preferences say, at most once
 * a day. A step of the worker, so that a refused sign-in takes the same time with and without a notification.
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
