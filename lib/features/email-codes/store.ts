import type { Transaction } from "@/lib/platform/db/connect";
import { type Sql, type Statements, sql } from "@/lib/platform/db/statements";
import type { Binding, SettingsWithAddress } from "./email-codes";

/**
 * Serializes sends to one account until the transaction ends, so that parallel ones cannot exceed the limits. Not a lock on the user's
 * row: inserts that refer to it already hold a weaker one, and two of them would deadlock.
 */
export async function lockSends(tx: Transaction, userId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${userId}, 0))`;
}

/** Returns when the newest code of the binding was sent, after `since` and by `until`. */
export async function findNewestSend(db: Transaction, binding: Binding, since: Date, until: Date): Promise<Date | null> {
  const where = { ...binding, createdAt: { gt: since, lte: until } };
  const newest = await db.emailChallenge.findFirst({ where, orderBy: { createdAt: "desc" }, select: { createdAt: true } });
  return newest?.createdAt ?? null;
}

type NewChallenge = {
  userId: string;
  address: string;
  codeHash: string;
  attemptsLeft: number;
  createdAt: Date;
  expiresAt: Date;
} & Partial<SettingsWithAddress>;

export async function insertChallenge(tx: Transaction, binding: Binding, challenge: NewChallenge): Promise<void> {
  await tx.emailChallenge.create({ data: { ...binding, ...challenge }, select: { id: true } });
}

/** A code's address; the settings are null unless they were requested together with it. */
type SentCode = { address: string; loginVerification: boolean | null; securityMails: boolean | null };

const SENT_CODE = sql`address, login_verification AS "loginVerification", security_mails AS "securityMails"`;

/** Condition on a row of `email_challenges`: a valid code of the binding. */
function isLive(binding: Binding, now: Date): Sql {
  const bound =
    binding.purpose === "login" ? sql`login_attempt_id = ${binding.loginAttemptId}::uuid` : sql`session_id = ${binding.sessionId}::uuid`;
  return sql`purpose = ${binding.purpose}::"EmailChallengePurpose" AND ${bound} AND consumed_at IS NULL AND expires_at > ${now}`;
}

/** Returns the newest valid code of the binding. */
export async function findLiveChallenge(db: Statements, binding: Binding, now: Date): Promise<(SentCode & { createdAt: Date }) | null> {
  const [challenge] = await db.$queryRaw<(SentCode & { createdAt: Date })[]>`
    SELECT ${SENT_CODE}, created_at AS "createdAt" FROM email_challenges WHERE ${isLive(binding, now)} AND tries_left > 0
    ORDER BY created_at DESC LIMIT 1`;
  return challenge ?? null;
}

/** Consumes one attempt of every valid code of the binding, as one input is checked against each. Returns the attempts left, or null. */
export async function consumeEmailCodeAttempt(db: Statements, binding: Binding, now: Date): Promise<number | null> {
  const rows = await db.$queryRaw<{ attemptsLeft: number }[]>`
    UPDATE email_challenges SET tries_left = tries_left - 1 WHERE ${isLive(binding, now)} AND tries_left > 0
    RETURNING tries_left AS "attemptsLeft"`;
  return rows.length === 0 ? null : Math.max(...rows.map(({ attemptsLeft }) => attemptsLeft));
}

/** Consumes the code. Returns the challenge to exactly one of several parallel calls, else null. */
export async function consumeChallenge(tx: Statements, binding: Binding, codeHash: string, now: Date): Promise<SentCode | null> {
  const [challenge] = await tx.$queryRaw<SentCode[]>`
    UPDATE email_challenges SET consumed_at = ${now} WHERE ${isLive(binding, now)} AND code_hash = ${codeHash}
    RETURNING ${SENT_CODE}`;
  return challenge ?? null;
}

export async function isLiveCode(db: Statements, binding: Binding, codeHash: string, now: Date): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`SELECT 1 FROM email_challenges WHERE ${isLive(binding, now)} AND code_hash = ${codeHash}`;
  return rows.length > 0;
}

/** Voids the binding's other codes once one of them is consumed. */
export async function voidChallenges(tx: Statements, binding: Binding, now: Date): Promise<void> {
  await tx.$executeRaw`UPDATE email_challenges SET expires_at = ${now} WHERE ${isLive(binding, now)}`;
}
