import type { Transaction } from "@/lib/platform/db/connect";
import type { Factor } from "@/lib/platform/db/generated/enums";

export type Account = {
  id: string;
  username: string;
  email: string | null;
  passwordHash: string | null;
  disabledAt: Date | null;
  hasTwoFactor: boolean;
  /** Wanted, and possible: the address has been proven. */
  emailVerification: boolean;
  /** Of the browser at hand, where the account has signed in with it before. */
  browserId: string | null;
};

/** The account of that user name or address, in one statement. Both keys are unique and a user name holds no `@`. */
export async function findAccount(db: Transaction, identifierKey: string, browserHash: string): Promise<Account | null> {
  const row = await db.user.findFirst({
    relationLoadStrategy: "join",
    where: identifierKey.includes("@") ? { emailKey: identifierKey } : { usernameKey: identifierKey },
    select: {
      id: true,
      username: true,
      email: true,
      passwordHash: true,
      disabledAt: true,
      emailProvenAt: true,
      emailLoginVerification: true,
      totpSecret: { select: { id: true } },
      knownBrowsers: { where: { tokenHash: browserHash }, select: { id: true } },
    },
  });
  if (!row) return null;
  const { totpSecret, knownBrowsers, emailProvenAt, emailLoginVerification, ...account } = row;
  const emailVerification = emailLoginVerification && emailProvenAt !== null;
  return { ...account, hasTwoFactor: totpSecret !== null, emailVerification, browserId: knownBrowsers[0]?.id ?? null };
}

export type NewAttempt = {
  tokenHash: string;
  ticketHash: string | null;
  userId: string;
  factorsPassed: Factor[];
  factorsDue: Factor[];
  triesLeft: number;
  remember: boolean;
  returnTo: string | null;
  ip: string;
  userAgent: string;
  createdAt: Date;
  expiresAt: Date;
};

export async function insertAttempt(tx: Transaction, attempt: NewAttempt): Promise<string> {
  const row = await tx.loginAttempt.create({ data: attempt, select: { id: true } });
  return row.id;
}

export async function findAttempt(db: Transaction, tokenHash: string) {
  return db.loginAttempt.findUnique({
    relationLoadStrategy: "join",
    where: { tokenHash },
    include: { user: { select: { id: true, username: true, email: true } } },
  });
}

/** Conditions under which an attempt is `pending` but for its tries (see attempt.ts). */
const open = (now: Date) => ({ expiresAt: { gt: now }, ticketHash: null, cancelledAt: null, consumedAt: null });

/** Takes one try; null when none is left or the attempt is over. Any burst gets as many as there are. */
export async function takeTry(db: Transaction, id: string, now: Date) {
  const [attempt] = await db.loginAttempt.updateManyAndReturn({
    where: { id, triesLeft: { gt: 0 }, ...open(now) },
    data: { triesLeft: { decrement: 1 } },
  });
  return attempt ?? null;
}

type Passed = { factor: Factor; ticketHash: string; remember: boolean; expiresAt: Date };

/** `pending` to `passed`; false when it is no longer open. From here on only the ticket counts. */
export async function markPassed(tx: Transaction, id: string, passed: Passed, now: Date): Promise<boolean> {
  const { factor, ...data } = passed;
  const { count } = await tx.loginAttempt.updateMany({
    where: { id, ...open(now) },
    data: { ...data, factorsPassed: { push: factor }, factorsDue: [] },
  });
  return count === 1;
}

export async function cancelAttempt(db: Transaction, tokenHash: string, now: Date): Promise<void> {
  await db.loginAttempt.updateMany({ where: { tokenHash, cancelledAt: null, consumedAt: null }, data: { cancelledAt: now } });
}

type ConsumedAttempt = { userId: string; username: string; factorsPassed: Factor[]; remember: boolean };

/**
 * `passed` to `finished`: the attempt for exactly one of any number of parallel calls with its ticket, else null; notes the
 * sign-in on its user. Null as well for an attempt that began before 2FA was switched on and has not passed it: the factors
 * that were due then are not enough now. One statement.
 */
export async function consumeTicket(tx: Transaction, ticketHash: string, now: Date): Promise<ConsumedAttempt | null> {
  const [attempt] = await tx.$queryRaw<ConsumedAttempt[]>`
    WITH consumed AS (
      UPDATE login_attempts SET consumed_at = ${now}
      WHERE ticket_hash = ${ticketHash} AND expires_at > ${now} AND cancelled_at IS NULL AND consumed_at IS NULL
      RETURNING user_id, factors_passed, factors_due, remember
    )
    UPDATE users SET last_sign_in_at = ${now} FROM consumed
    WHERE users.id = consumed.user_id AND users.disabled_at IS NULL AND factors_due = '{}'
      AND (factors_passed && '{totp,backup_code}' OR NOT EXISTS (SELECT 1 FROM totp_secrets WHERE user_id = users.id))
    RETURNING users.id::text AS "userId", username, factors_passed::text[] AS "factorsPassed", remember`;
  return attempt ?? null;
}
