import type { Transaction } from "@/lib/platform/db/connect";
import type { ThrottledSecret, ThrottleScope } from "@/lib/platform/db/generated/enums";
import type { Statements } from "@/lib/platform/db/statements";
import { ADDRESS_ATTEMPTS, CLEANUP_BATCH_SIZE, CLOCK_SKEW_SECONDS, EXPIRED_RETENTION_SECONDS } from "@/lib/policy";
import { LIMITS, runningThrottle, type ThrottleRow } from "./rows";
import type { ConsumedAttempt } from "./throttle";

/** `retryAt`: when the delay ends that these attempts start unless they are refunded; null when they start none. */
type CountedAttempt = { retryAt: Date | null };

type Key = { secret: ThrottledSecret; scope: ThrottleScope; subject: string };

/**
 * Counts one more failure in each row unless a delay is running in one of them. Returns null unless all were counted. One statement, so
 * parallel attempts are serialized on the rows and a burst cannot exceed the limit. All callers lock rows in the same order, and a row is
 * read again once it is locked. Forgiveness continues from the end of the last interval, so that a right answer in between does not
 * restart it.
 */
export async function countFailedAttempt(
  db: Statements,
  secret: ThrottledSecret,
  rows: ThrottleRow[],
  now: Date,
): Promise<CountedAttempt | null> {
  const counted = await db.$queryRaw<{ throttledUntil: Date | null }[]>`
    WITH wanted AS MATERIALIZED (
      SELECT (row->>'scope')::"GuessScope" AS scope, row->>'subject' AS subject, (row->>'userId')::uuid AS "userId",
        (row->>'freeFailures')::int AS "freeFailures", (row->>'firstDelaySeconds')::float8 AS "firstDelaySeconds",
        (row->>'longestDelaySeconds')::float8 AS "longestDelaySeconds", place
      FROM jsonb_array_elements(${JSON.stringify(rows)}::jsonb) WITH ORDINALITY AS given(row, place)
    ), delayed AS (
      SELECT 1 FROM wanted JOIN guess_budgets AS budget USING (scope, subject)
      WHERE budget.secret = ${secret}::"GuessedSecret" AND budget.next_try_at > ${now}
        AND budget.charged_at <= ${now}::timestamptz + make_interval(secs => ${CLOCK_SKEW_SECONDS})
    )
    INSERT INTO guess_budgets AS budget (secret, scope, subject, user_id, failures, charged_at, forgiven_at)
    SELECT ${secret}::"GuessedSecret", scope, subject, "userId", 1, ${now}::timestamptz, ${now}::timestamptz
    FROM wanted WHERE NOT EXISTS (SELECT 1 FROM delayed) ORDER BY place
    ON CONFLICT (secret, scope, subject) DO UPDATE SET
      charged_at = excluded.charged_at,
      (failures, forgiven_at, next_try_at, told_at) = (
        SELECT failures, CASE WHEN failures = 1 THEN excluded.charged_at ELSE since + make_interval(secs => forgiven * "longestDelaySeconds") END,
          CASE WHEN failures >= "freeFailures" THEN excluded.charged_at + make_interval(secs =>
            least("longestDelaySeconds", "firstDelaySeconds" * power(2, least(failures - "freeFailures", 30)))) END,
          CASE WHEN failures >= "freeFailures" THEN budget.told_at END
        FROM wanted, LATERAL (SELECT least(coalesce(budget.forgiven_at, budget.charged_at), excluded.charged_at) AS since) AS passing,
          LATERAL (SELECT floor(extract(epoch FROM excluded.charged_at - since)::float8 / "longestDelaySeconds") AS forgiven) AS passed,
          LATERAL (SELECT 1 + greatest(0, budget.failures - forgiven)::int AS failures) AS left_over
        WHERE wanted.scope = budget.scope AND wanted.subject = budget.subject
      )
    WHERE budget.next_try_at IS NULL OR budget.next_try_at <= ${now}
      OR budget.charged_at > ${now}::timestamptz + make_interval(secs => ${CLOCK_SKEW_SECONDS})
    RETURNING next_try_at AS "throttledUntil"`;
  if (counted.length < rows.length) return null;
  const [last] = counted.flatMap(({ throttledUntil }) => throttledUntil ?? []).sort((a, b) => b.getTime() - a.getTime());
  return { retryAt: last ?? null };
}

/** Returns when all of the rows allow an attempt again; null when they do now. */
export async function findThrottledUntil(
  db: Transaction,
  { secret, rows }: Pick<ConsumedAttempt, "secret" | "rows">,
  now: Date,
): Promise<Date | null> {
  const where = { secret, throttledUntil: { gt: now }, OR: rows.map(({ scope, subject }) => ({ scope, subject })) };
  const { _max } = await db.throttleEntry.aggregate({ where, _max: { throttledUntil: true } });
  return _max.throttledUntil;
}

/**
 * Refunds attempts: after a right one all of them to a browser, and to networks the right one alone. A sign-in's wrong ones may have been
 * counted in other rows (with the browser's cookie and without it) or in none (malformed ones), and a network is shared by all accounts.
 * The rows counted an attempt, so no delay was running then. They are locked in the order of `countFailedAttempt`.
 */
export async function refund(
  tx: Statements,
  { secret, rows }: ConsumedAttempt,
  attempts: number,
  { isRight }: { isRight: boolean },
): Promise<void> {
  const scopes = rows.map(({ scope }) => scope);
  const subjects = rows.map(({ subject }) => subject);
  await tx.$executeRaw`
    WITH charged AS MATERIALIZED (
      SELECT budget.scope, budget.subject FROM guess_budgets AS budget
      JOIN unnest(${scopes}::text[]::"GuessScope"[], ${subjects}::text[]) WITH ORDINALITY AS row(scope, subject, place) USING (scope, subject)
      WHERE budget.secret = ${secret}::"GuessedSecret" ORDER BY place FOR UPDATE OF budget
    )
    UPDATE guess_budgets AS budget
    SET failures = CASE WHEN budget.scope = 'browser' AND ${isRight} THEN 0
      ELSE greatest(0, budget.failures - CASE WHEN budget.scope::text LIKE '%address' THEN 1 ELSE ${attempts}::int END) END, next_try_at = NULL
    FROM charged WHERE budget.secret = ${secret}::"GuessedSecret" AND budget.scope = charged.scope AND budget.subject = charged.subject`;
}

/** Returns throttled accounts whose users have not been notified. */
export async function findUnnotified(db: Transaction, now: Date) {
  return db.throttleEntry.findMany({
    where: { throttledUntil: { gt: now }, notifiedAt: null, userId: { not: null } },
    take: CLEANUP_BATCH_SIZE,
    select: { secret: true, scope: true, subject: true },
  });
}

/** Returns true to exactly one of several servers. */
export async function markNotified(tx: Transaction, { secret, scope, subject }: Key, now: Date) {
  const [notified] = await tx.throttleEntry.updateManyAndReturn({
    where: { secret, scope, subject, notifiedAt: null, throttledUntil: { gt: now } },
    data: { notifiedAt: now },
    select: { failures: true, throttledUntil: true, user: { select: { id: true, username: true, email: true, emailConfirmedAt: true } } },
  });
  return notified ?? null;
}

/** Returns when the last delay of each kind ends: of the account, of a known browser or of all known browsers. */
export async function findThrottlesOf(db: Transaction, userId: string, now: Date) {
  return db.throttleEntry.groupBy({
    by: ["secret", "scope"],
    where: { userId, ...runningThrottle(now) },
    orderBy: [{ secret: "asc" }, { scope: "asc" }],
    _max: { throttledUntil: true },
  });
}

/** Lifts every delay of the account and its browsers. Returns the number of secrets that were throttled or had counts. */
export async function deleteThrottleEntries(tx: Transaction, userId: string): Promise<number> {
  const { count } = await tx.throttleEntry.deleteMany({ where: { userId } });
  return count;
}

/** Deletes counts that are fully forgiven: as many intervals as there were failures have passed since, and a day. */
export async function deleteForgivenEntries(db: Transaction, now: Date): Promise<number> {
  return db.$executeRaw`DELETE FROM guess_budgets WHERE (secret, scope, subject) IN (
    SELECT secret, scope, subject FROM guess_budgets
    WHERE charged_at < ${now}::timestamptz - make_interval(secs => ${EXPIRED_RETENTION_SECONDS})
      AND charged_at < ${now}::timestamptz - make_interval(secs => failures * CASE
        WHEN scope::text LIKE '%address' THEN ${ADDRESS_ATTEMPTS.longestDelaySeconds}::float8
        WHEN scope = 'known_browsers' AND secret = 'password' THEN ${LIMITS.password.known.longestDelaySeconds}::float8
        WHEN scope = 'known_browsers' THEN ${LIMITS.second_factor.known.longestDelaySeconds}::float8
        WHEN secret = 'password' THEN ${LIMITS.password.account.longestDelaySeconds}::float8
        ELSE ${LIMITS.second_factor.account.longestDelaySeconds}::float8 END)
    LIMIT ${CLEANUP_BATCH_SIZE})`;
}
