import type { Transaction } from "@/lib/platform/db/connect";
import type { GuessedSecret } from "@/lib/platform/db/generated/enums";
import { GUESS_BUDGET_FIRST_DELAY_SECONDS, GUESS_BUDGET_FREE_FAILURES, GUESS_BUDGET_LONGEST_DELAY_SECONDS } from "@/lib/policy";

/**
 * Counts one more failure unless a delay is running; true when it was counted. One statement, so parallel guesses
 * serialise on the row: of any burst, only as many pass as the budget has left.
 */
export async function countFailure(db: Transaction, userId: string, secret: GuessedSecret, now: Date): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    INSERT INTO guess_budgets AS budget (user_id, secret, failures, next_try_at)
    VALUES (${userId}::uuid, ${secret}::"GuessedSecret", 1, ${now})
    ON CONFLICT (user_id, secret) DO UPDATE SET
      failures = budget.failures + 1,
      next_try_at = ${now}::timestamptz + make_interval(secs => CASE
        WHEN budget.failures + 1 < ${GUESS_BUDGET_FREE_FAILURES} THEN 0
        ELSE least(
          ${GUESS_BUDGET_LONGEST_DELAY_SECONDS}::float8,
          ${GUESS_BUDGET_FIRST_DELAY_SECONDS}::float8 * power(2, least(budget.failures + 1 - ${GUESS_BUDGET_FREE_FAILURES}, 30))
        )
      END)
    WHERE budget.next_try_at <= ${now}
    RETURNING 1`;
  return rows.length === 1;
}

export async function findNextTryAt(db: Transaction, userId: string, secret: GuessedSecret): Promise<Date | null> {
  const row = await db.guessBudget.findUnique({ where: { userId_secret: { userId, secret } }, select: { nextTryAt: true } });
  return row?.nextTryAt ?? null;
}

export async function clearFailures(tx: Transaction, userId: string, secret: GuessedSecret): Promise<void> {
  await tx.guessBudget.deleteMany({ where: { userId, secret } });
}
