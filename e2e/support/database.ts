import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import pLimit from "p-limit";
import { identifierKey } from "@/lib/features/account/identifier";
import { hashPassword } from "@/lib/features/passwords/hash";
import { createKeyedHash } from "@/lib/platform/crypto/keyed-hash";
import { type Connection, connect } from "@/lib/platform/db/connect";
import { openEmbeddedDatabase } from "@/lib/platform/db/embedded/open-embedded-database";
import { embeddedSecrets } from "@/lib/server/environment";

/** The database of the server under test, reached as the operator's command line reaches it. */
export async function connectToServerDatabase(dataDir: string): Promise<Connection> {
  const { passwords } = await embeddedSecrets(dataDir, () => {});
  const database = await openEmbeddedDatabase({ dataDir, passwords, role: "admin", say: () => {} });
  return connect(database.url, "latchkey-e2e", 2);
}

export const PASSWORD = "correct horse battery";
const passwordHash = hashPassword({ hashing: pLimit(1) }, PASSWORD);

export type TestUser = { id: string; username: string; password: string; email: string | null };

export type NewUser = {
  username?: string;
  admin?: boolean;
  email?: string;
  confirmedEmail?: string;
  emailLoginVerification?: boolean;
  securityMails?: boolean;
};

/**
 * A made-up user without 2FA; the name is unique, so that tests share nothing. No new-browser emails unless requested: such an email
 * may come at any moment of a test that reads its newest one.
 */
export async function addUser({ db }: Connection, user: NewUser = {}): Promise<TestUser> {
  const {
    confirmedEmail,
    email = confirmedEmail,
    username = `person-${crypto.randomUUID().slice(0, 8)}`,
    ...rest
  } = { securityMails: false, ...user };
  const row = await db.user.create({
    data: {
      username,
      usernameKey: identifierKey(username),
      ...(email && { email, emailKey: email.toLowerCase() }),
      ...(confirmedEmail && { emailConfirmedAt: new Date() }),
      ...rest,
      passwordHash: await passwordHash,
      createdAt: new Date(),
    },
  });
  return { id: row.id, username, password: PASSWORD, email: email ?? null };
}

export async function removeUser({ db }: Connection, user: TestUser): Promise<void> {
  await db.user.deleteMany({ where: { id: user.id } });
}

export type Invited = { id: string; username: string; token: string; address: string };

/** A made-up user without a password, and the one-time link to set it. */
export async function addInvited({ db }: Connection, dataDir: string): Promise<Invited> {
  const { authSecret } = JSON.parse(await readFile(path.join(dataDir, "secrets.json"), "utf8"));
  const username = `person-${crypto.randomUUID().slice(0, 8)}`;
  const token = randomBytes(32).toString("base64url");
  const tokenHash = createKeyedHash(authSecret)("one-time-link", token);
  const createdAt = new Date();
  const { id } = await db.user.create({ data: { username, usernameKey: username, createdAt } });
  const expiresAt = new Date(createdAt.getTime() + 60 * 60 * 1000);
  await db.oneTimeLink.create({ data: { userId: id, tokenHash, purpose: "set_password", createdAt, expiresAt } });
  return { id, username, token, address: `/set-password?token=${token}` };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** As if the user's secret had been confirmed that many days ago. */
export async function ageTwoFactor({ db }: Connection, user: TestUser, days: number): Promise<void> {
  await db.totpSecret.update({ where: { userId: user.id }, data: { confirmedAt: new Date(Date.now() - days * DAY_MS) } });
}

/** As if the user's pending sign-ins had been started `seconds` earlier. */
export async function ageAttempts({ db }: Connection, user: TestUser, seconds: number): Promise<void> {
  const interval = `${seconds} seconds`;
  await db.$executeRaw`UPDATE login_attempts SET expires_at = expires_at - ${interval}::interval WHERE user_id = ${user.id}::uuid`;
}

/** As if the user had signed in and reverified `seconds` earlier. */
export async function ageSessions({ db }: Connection, user: TestUser, seconds: number): Promise<void> {
  const interval = `${seconds} seconds`;
  await db.$executeRaw`UPDATE sessions SET created_at = created_at - ${interval}::interval,
    reverified_at = reverified_at - ${interval}::interval WHERE user_id = ${user.id}::uuid`;
}

/** As if the user's sessions had been used `seconds` ago for the last time. */
export async function ageLastUse({ db }: Connection, user: Pick<TestUser, "id">, seconds: number): Promise<void> {
  await db.session.updateMany({ where: { userId: user.id }, data: { lastSeenAt: new Date(Date.now() - seconds * 1000) } });
}

/** Ends all sessions of the user, without a reason that the sign-in page could name. */
export async function endSessions({ db }: Connection, user: TestUser): Promise<void> {
  await db.session.deleteMany({ where: { userId: user.id } });
}

/** As if the codes emailed to the user had been sent `seconds` earlier; they stay valid. */
export async function ageSends({ db }: Connection, user: TestUser, seconds: number): Promise<void> {
  const interval = `${seconds} seconds`;
  await db.$executeRaw`UPDATE email_challenges SET created_at = created_at - ${interval}::interval WHERE user_id = ${user.id}::uuid`;
}

type ThrottleTarget = "password" | "second_factor";

/** As if strangers' failed attempts had throttled the user until `throttledUntil`. */
export async function throttleAttempts(database: Connection, user: TestUser, secret: ThrottleTarget, throttledUntil: Date): Promise<void> {
  await countFailedAttempts(database, user, secret, 12, throttledUntil);
}

/** As if strangers had made that many failed attempts for the user. */
export async function countFailedAttempts(
  { db }: Connection,
  user: TestUser,
  secret: ThrottleTarget,
  failures: number,
  throttledUntil: Date | null = null,
): Promise<void> {
  const row = { secret, scope: "account", subject: user.id, userId: user.id, failures, lastAttemptAt: new Date() } as const;
  const { scope, subject } = row;
  await db.throttleEntry.upsert({
    where: { secret_scope_subject: { secret, scope, subject } },
    create: { ...row, throttledUntil },
    update: { ...row, throttledUntil },
  });
}

/** Takes back all failed attempts for the user. */
export async function endThrottle({ db }: Connection, user: TestUser): Promise<void> {
  await db.throttleEntry.deleteMany({ where: { userId: user.id } });
}

export async function countSessions({ db }: Connection, user: TestUser): Promise<number> {
  return db.session.count({ where: { userId: user.id } });
}
