import { v7 } from "uuid";
import type { ConfirmedSecret } from "@/lib/features/two-factor/state";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Factor } from "@/lib/platform/db/generated/enums";
import { type Sql, type Statements, sql } from "@/lib/platform/db/statements";

export type Account = {
  id: string;
  username: string;
  email: string | null;
  passwordHash: string | null;
  disabledAt: Date | null;
  hasTwoFactor: boolean;
  /** Chosen, and possible because the address is confirmed. */
  emailVerification: boolean;
  /** Of the current browser, when the password has passed in it before. */
  browserId: string | null;
};

/** Conditions on a row of `users`; the second is `isEmailVerificationOn`. */
const HAS_TWO_FACTOR = sql`EXISTS (SELECT 1 FROM totp_secrets WHERE user_id = users.id)`;
const EMAIL_VERIFICATION = sql`(email_login_verification AND email_proven_at IS NOT NULL)`;

/** Condition on a row of `login_attempts`: it has not ended. With an attempt left, its `attemptStatus` is `pending`. */
function isOpen(now: Date): Sql {
  return sql`expires_at > ${now} AND cancelled_at IS NULL AND consumed_at IS NULL`;
}

/** Finds the account by user name or address, in one statement. Both keys are unique and a user name holds no `@`. */
export async function findAccount(db: Statements, identifierKey: string, browserHash: string): Promise<Account | null> {
  const key = identifierKey.includes("@") ? sql`email_key` : sql`username_key`;
  const [account] = await db.$queryRaw<Account[]>`
    SELECT users.id::text, username, email, password_hash AS "passwordHash", disabled_at AS "disabledAt",
      ${HAS_TWO_FACTOR} AS "hasTwoFactor", ${EMAIL_VERIFICATION} AS "emailVerification", browser.id::text AS "browserId"
    FROM users LEFT JOIN known_browsers AS browser ON browser.user_id = users.id AND browser.token_hash = ${browserHash}
    WHERE users.${key} = ${identifierKey}`;
  return account ?? null;
}

export type NewAttempt = {
  tokenHash: string;
  factorsPassed: Factor[];
  factorsDue: Factor[];
  attemptsLeft: number;
  remember: boolean;
  returnTo: string | null;
  ip: string;
  userAgent: string;
  createdAt: Date;
  expiresAt: Date;
};

/**
 * Returns null for an account that has changed since it was read: another password, or email verification switched. Locks its user until
 * the transaction ends, so that a change that ends sign-ins under way either sees this one or is seen by it.
 */
export async function insertAttempt(tx: Statements, account: Account, attempt: NewAttempt): Promise<string | null> {
  const { tokenHash, factorsPassed, factorsDue, attemptsLeft, remember, returnTo, ip, userAgent, createdAt, expiresAt } = attempt;
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO login_attempts (id, token_hash, user_id, factors_passed, factors_due, tries_left, remember, return_to, ip, user_agent, created_at, expires_at)
    SELECT ${v7()}::uuid, ${tokenHash}, id, ${factorsPassed}::text[]::"Factor"[], ${factorsDue}::text[]::"Factor"[], ${attemptsLeft}, ${remember},
      ${returnTo}, ${ip}, ${userAgent}, ${createdAt}, ${expiresAt} FROM users
    WHERE id = ${account.id}::uuid AND password_hash = ${account.passwordHash}
      AND ${EMAIL_VERIFICATION} = ${account.emailVerification}
    FOR NO KEY UPDATE RETURNING id::text`;
  return row?.id ?? null;
}

export async function findAttempt(db: Transaction, tokenHash: string) {
  return db.loginAttempt.findUnique({
    relationLoadStrategy: "join",
    where: { tokenHash },
    include: { user: { select: { id: true, username: true, email: true } } },
  });
}

/**
 * A pending sign-in of which one attempt has been consumed; `secret` when its user has one, `browserId` when the current browser has passed
 * a second factor before. `moved`: not all attempts came from the address where the sign-in began.
 */
export type CheckedAttempt = {
  id: string;
  userId: string;
  factorsDue: Factor[];
  attemptsLeft: number;
  moved: boolean;
  secret: ConfirmedSecret | null;
  browserId: string | null;
};

type PendingSignIn = { tokenHash: string; browserHash: string; ip: string };

/**
 * Consumes one attempt of the pending sign-in and reads the data to check the code against, in one statement, so that parallel calls cannot
 * exceed the limit. Returns null when no attempt is left or the sign-in has ended.
 */
export async function consumePendingSignInAttempt(
  db: Statements,
  { tokenHash, browserHash, ip }: PendingSignIn,
  now: Date,
): Promise<CheckedAttempt | null> {
  const [attempt] = await db.$queryRaw<CheckedAttempt[]>`
    WITH tried AS (
      UPDATE login_attempts SET tries_left = tries_left - 1, moved = moved OR ip <> ${ip}
      WHERE token_hash = ${tokenHash} AND tries_left > 0 AND ${isOpen(now)}
      RETURNING id, user_id, factors_due, tries_left, moved
    )
    SELECT tried.id::text, tried.user_id::text AS "userId", factors_due::text[] AS "factorsDue", tries_left AS "attemptsLeft", moved,
      browser.id::text AS "browserId", CASE WHEN secret.id IS NOT NULL THEN
        jsonb_build_object('id', secret.id, 'encrypted', secret.sealed, 'lastAcceptedStep', secret.last_accepted_step) END AS secret
    FROM tried
    LEFT JOIN known_browsers AS browser ON browser.user_id = tried.user_id AND browser.token_hash = ${browserHash} AND browser.second_factor
    LEFT JOIN totp_secrets AS secret ON secret.user_id = tried.user_id`;
  return attempt ?? null;
}

/** Refunds an attempt in which no code was checked. */
export async function refundPendingSignInAttempt(db: Transaction, id: string): Promise<void> {
  await db.loginAttempt.updateMany({ where: { id }, data: { attemptsLeft: { increment: 1 } } });
}

/**
 * `wantsMails`: the user gets an email about a sign-in from a browser not seen before. `firstSignIn`: there was none before this one.
 * `locale`: the language that the user has chosen.
 */
export type FinishedAttempt = {
  userId: string;
  username: string;
  wantsMails: boolean;
  firstSignIn: boolean;
  factorsPassed: Factor[];
  returnTo: string | null;
  locale: string | null;
};

type Finish = { passed: Factor[]; browserLocale: string | null; now: Date };

/**
 * `pending` to `finished`, with the passed factors, and records the sign-in on its user, in one statement. Returns the attempt to exactly
 * one of several parallel calls, else null. Also null when a factor is still due, including 2FA that was enabled after the attempt began:
 * the factors that were due then are no longer enough.
 */
export async function finishAttempt(tx: Statements, id: string, { passed, browserLocale, now }: Finish): Promise<FinishedAttempt | null> {
  const [attempt] = await tx.$queryRaw<FinishedAttempt[]>`
    WITH finished AS (
      UPDATE login_attempts SET consumed_at = ${now}, factors_passed = factors_passed || ${passed}::text[]::"Factor"[], factors_due = '{}'
      WHERE id = ${id}::uuid AND ${isOpen(now)} AND (factors_due = '{}' OR factors_due && ${passed}::text[]::"Factor"[])
      RETURNING user_id, factors_passed, return_to
    )
    UPDATE users SET last_sign_in_at = ${now}, browser_locale = COALESCE(${browserLocale}, browser_locale) FROM finished
    WHERE users.id = finished.user_id AND users.disabled_at IS NULL
      AND (factors_passed && '{totp,backup_code}' OR NOT ${HAS_TWO_FACTOR})
    RETURNING users.id::text AS "userId", username, security_mails AND email_proven_at IS NOT NULL AS "wantsMails",
      (SELECT last_sign_in_at IS NULL FROM users AS before WHERE before.id = users.id) AS "firstSignIn", factors_passed::text[] AS "factorsPassed", return_to AS "returnTo",
      users.locale`;
  return attempt ?? null;
}

/** Deletes up to `count` sign-ins, with their emailed codes, that expired before `since`, oldest first. */
export async function deleteExpiredAttempts(db: Statements, since: Date, count: number): Promise<void> {
  await db.$executeRaw`DELETE FROM login_attempts WHERE id IN
    (SELECT id FROM login_attempts WHERE expires_at < ${since} ORDER BY expires_at LIMIT ${count})`;
}
