import pLimit from "p-limit";
import { identifierKey } from "@/lib/features/account/identifier";
import { hashPassword } from "@/lib/features/passwords/hash";
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

export type Person = { id: string; username: string; password: string; email: string | null };

type Wanted = {
  username?: string;
  admin?: boolean;
  email?: string;
  provenEmail?: string;
  emailLoginVerification?: boolean;
  securityMails?: boolean;
};

/**
 * A made-up person without 2FA; the name is unique, so that tests share nothing. Not emailed of new browsers unless asked for: that email
 * may come at any moment of a test that reads its newest one.
 */
export async function addPerson({ db }: Connection, wanted: Wanted = {}): Promise<Person> {
  const {
    provenEmail,
    email = provenEmail,
    username = `person-${crypto.randomUUID().slice(0, 8)}`,
    ...rest
  } = { securityMails: false, ...wanted };
  const row = await db.user.create({
    data: {
      username,
      usernameKey: identifierKey(username),
      ...(email && { email, emailKey: email.toLowerCase() }),
      ...(provenEmail && { emailProvenAt: new Date() }),
      ...rest,
      passwordHash: await passwordHash,
      createdAt: new Date(),
    },
  });
  return { id: row.id, username, password: PASSWORD, email: email ?? null };
}

export async function removePerson({ db }: Connection, person: Person): Promise<void> {
  await db.user.deleteMany({ where: { id: person.id } });
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** As if the person's secret had been confirmed that many days ago. */
export async function ageTwoFactor({ db }: Connection, person: Person, days: number): Promise<void> {
  await db.totpSecret.update({ where: { userId: person.id }, data: { confirmedAt: new Date(Date.now() - days * DAY_MS) } });
}

/** As if the person's pending sign-ins had been begun `seconds` earlier. */
export async function ageAttempts({ db }: Connection, person: Person, seconds: number): Promise<void> {
  const interval = `${seconds} seconds`;
  await db.$executeRaw`UPDATE login_attempts SET expires_at = expires_at - ${interval}::interval WHERE user_id = ${person.id}::uuid`;
}

/** As if the person had signed in, and proven again who they are, `seconds` earlier. */
export async function ageSessions({ db }: Connection, person: Person, seconds: number): Promise<void> {
  const interval = `${seconds} seconds`;
  await db.$executeRaw`UPDATE sessions SET created_at = created_at - ${interval}::interval,
    reverified_at = reverified_at - ${interval}::interval WHERE user_id = ${person.id}::uuid`;
}

/** As if the codes mailed to the person had been sent `seconds` earlier; they stay good. */
export async function ageSends({ db }: Connection, person: Person, seconds: number): Promise<void> {
  const interval = `${seconds} seconds`;
  await db.$executeRaw`UPDATE email_challenges SET created_at = created_at - ${interval}::interval WHERE user_id = ${person.id}::uuid`;
}

type Guessed = "password" | "second_factor";

/** As if strangers had guessed at the person's secret so often that the next try has to wait until `nextTryAt`. */
export async function delayGuesses(database: Connection, person: Person, secret: Guessed, nextTryAt: Date): Promise<void> {
  await countGuesses(database, person, secret, 12, nextTryAt);
}

/** As if strangers had guessed at the person's secret so often. */
export async function countGuesses(
  { db }: Connection,
  person: Person,
  secret: Guessed,
  failures: number,
  nextTryAt: Date | null = null,
): Promise<void> {
  const row = { secret, scope: "account", subject: person.id, userId: person.id, failures, chargedAt: new Date() } as const;
  const { scope, subject } = row;
  await db.guessBudget.upsert({
    where: { secret_scope_subject: { secret, scope, subject } },
    create: { ...row, nextTryAt },
    update: { ...row, nextTryAt },
  });
}

export async function countSessions({ db }: Connection, person: Person): Promise<number> {
  return db.session.count({ where: { userId: person.id } });
}
