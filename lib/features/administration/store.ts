import { isEmailVerificationOn } from "@/lib/features/two-factor/state";
import { addSeconds } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Statements } from "@/lib/platform/db/statements";
import { CLOCK_SKEW_SECONDS } from "@/lib/policy";
import type { OverviewCount } from "./types";

/** Advisory-lock key, shared by all administrator actions so that they run one at a time. */
const ADMINISTRATION_LOCK = 76_113;

/** Held until the transaction ends: of two administrators who disable each other, the second is already disabled. */
export async function lockAdministration(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ADMINISTRATION_LOCK})`;
}

export async function isActiveAdministrator(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.user.count({ where: { id, admin: true, disabledAt: null } })) === 1;
}

/** The recipient of an email about the account; `address` is set only when confirmed. */
export async function findAddressee(tx: Transaction, id: string) {
  const select = { username: true, email: true, emailConfirmedAt: true, emailLoginVerification: true } as const;
  const user = await tx.user.findUnique({ where: { id }, select });
  if (!user) return null;
  const { username, email, emailConfirmedAt } = user;
  return { username, email, address: emailConfirmedAt && email, emailVerification: isEmailVerificationOn(user) };
}

type OverviewQuery = { now: Date; expiredBefore: Date; limit: number };

/** A throttled account has a row for each secret and kind of browser. */
const THROTTLE_ROWS_PER_ACCOUNT = 6;

/** Counts each up to `limit`, by an index. */
export async function countOverview(db: Statements, { now, expiredBefore, limit }: OverviewQuery): Promise<Record<OverviewCount, number>> {
  const [counts] = await db.$queryRaw<Record<OverviewCount, number>[]>`
    SELECT
      (SELECT count(*)::int FROM (SELECT FROM users ORDER BY id LIMIT ${limit}) AS found) AS users,
      (SELECT count(*)::int FROM (SELECT FROM users AS account WHERE NOT EXISTS
        (SELECT FROM totp_secrets AS secret WHERE secret.user_id = account.id) LIMIT ${limit}) AS found) AS "withoutTwoFactor",
      (SELECT count(*)::int FROM (SELECT FROM totp_secrets WHERE confirmed_at < ${expiredBefore} LIMIT ${limit}) AS found) AS expired,
      (SELECT count(DISTINCT user_id)::int FROM (SELECT user_id FROM guess_budgets WHERE next_try_at > ${now}
        AND charged_at <= ${addSeconds(now, CLOCK_SKEW_SECONDS)} AND user_id IS NOT NULL
        LIMIT ${limit * THROTTLE_ROWS_PER_ACCOUNT}) AS found) AS throttled,
      (SELECT count(*)::int FROM (SELECT FROM users WHERE password_hash IS NULL LIMIT ${limit}) AS found) AS invited,
      (SELECT count(*)::int FROM (SELECT FROM mail_messages WHERE sent_at IS NULL AND abandoned_at IS NOT NULL LIMIT ${limit}) AS found)
        AS "failedEmails"`;
  if (!counts) throw new Error("the overview has no row");
  return counts;
}
