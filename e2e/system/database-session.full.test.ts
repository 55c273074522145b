import { execFileSync } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { connect } from "@/lib/platform/db/connect";
import { openConnection } from "@/lib/platform/db/connection-settings";
import { startPgBouncer } from "@/lib/testing/pgbouncer";
import { findDebianProgram } from "@/scripts/test/find-debian-program";
import { enrolWithApp, enterCode, enterPassword, isSignedIn } from "../support/account-steps";
import { ownLines, type StartedApp, startApp } from "../support/app";
import { admin } from "../support/command-line";
import { newDataDir } from "../support/data-dir";
import { addUser, PASSWORD } from "../support/database";
import { externalEnvironment, startExternalDatabase } from "../support/external-database";
import { createHttpClient, type HttpClient } from "../support/http-client";

type Started = { app: StartedApp; dataDir: string; stop(): Promise<void> };

async function start(env: Record<string, string>): Promise<Started> {
  const dataDir = await newDataDir();
  const app = await startApp({ dataDir, env });
  const stop = async () => {
    expect(await app.stop()).toBe(0);
  };
  onTestFinished(async () => {
    await app.stop();
  });
  await app.ready();
  return { app, dataDir, stop };
}

/** As the owner of the database, whose settings each connection begins with. */
async function set(databaseUrl: string, ...statements: string[]): Promise<void> {
  const client = openConnection(databaseUrl, "latchkey-test");
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** A new user enables 2FA and signs in with it. `databaseUrl` is PostgreSQL's own. */
async function signInWithTwoFactor(url: string, databaseUrl: string): Promise<{ client: HttpClient; username: string }> {
  const database = connect(databaseUrl, "latchkey-test", 1);
  const { username } = await addUser(database);
  await database.disconnect();
  const client = createHttpClient(url);
  await enterPassword(client, username, PASSWORD);
  const { authenticator } = await enrolWithApp(client);
  client.cookies.clear();
  const page = await enterPassword(client, username, PASSWORD);
  await enterCode(client, page, await authenticator.nextCode());
  expect(await isSignedIn(client)).toBe(true);
  return { client, username };
}

async function expectOperable({ dataDir }: Started, username: string, env: Record<string, string>): Promise<void> {
  const shown = await admin(dataDir, ["show-user", username, "--json"], "", env);
  expect(JSON.parse(shown.out)).toMatchObject({ username, twoFactor: { state: "enabled" } });
  expect(await admin(dataDir, ["verify-audit-log"], "", env)).toMatchObject({ code: 0, errorLines: [] });
}

const MINUTE_MS = 60_000;

async function expectRightTimes(databaseUrl: string, username: string): Promise<void> {
  const database = connect(databaseUrl, "latchkey-test", 1);
  const user = await database.db.user.findFirstOrThrow({ where: { username }, include: { sessions: true } });
  const [row] = await database.db.$queryRaw<{ age: number; left: number }[]>`
    SELECT extract(epoch FROM now() - created_at)::float8 * 1000 AS age, extract(epoch FROM expires_at - now())::float8 * 1000 AS left
    FROM sessions WHERE user_id = ${user.id}::uuid ORDER BY created_at DESC LIMIT 1`;
  await database.disconnect();
  expect(row?.age).toBeGreaterThanOrEqual(-MINUTE_MS);
  expect(row?.age).toBeLessThan(5 * MINUTE_MS);
  expect(row?.left).toBeGreaterThan(55 * MINUTE_MS);
  expect(Math.abs(Date.now() - (user.lastSignInAt?.getTime() ?? 0))).toBeLessThan(5 * MINUTE_MS);
}

/** How long an account is still throttled, by PostgreSQL's clock; null: no account is throttled. */
async function secondsToWait(databaseUrl: string): Promise<number | null> {
  const database = connect(databaseUrl, "latchkey-test", 1);
  const [row] = await database.db.$queryRaw<{ seconds: number | null }[]>`
    SELECT extract(epoch FROM max(next_try_at) - now())::float8 AS seconds FROM guess_budgets`;
  await database.disconnect();
  return row?.seconds ?? null;
}

test.each([
  ["Europe/Berlin", "America/Los_Angeles"],
  ["America/Los_Angeles", "Asia/Kathmandu"],
])("a database in the time zone %s: users sign in, times are right, and after a change to %s too", async (zone, next) => {
  const databaseUrl = await startExternalDatabase();
  const settings = ["datestyle = 'SQL, DMY'", "default_transaction_isolation = serializable", "idle_session_timeout = '20s'"];
  const inZone = (name: string) => `ALTER DATABASE latchkey SET timezone = '${name}'`;
  await set(databaseUrl, inZone(zone), ...settings.map((setting) => `ALTER DATABASE latchkey SET ${setting}`));
  const env = externalEnvironment(databaseUrl);
  const first = await start(env);
  const { client, username } = await signInWithTwoFactor(first.app.url, databaseUrl);
  await expectRightTimes(databaseUrl, username);
  await expectOperable(first, username, env);
  const attacker = createHttpClient(first.app.url);
  for (let attempt = 0; attempt < 12; attempt++) await enterPassword(attacker, "root", `wrong ${attempt} and long enough`);
  const seconds = await secondsToWait(databaseUrl);
  expect(seconds).toEqual(expect.any(Number));
  // The shortest offset of a time zone from UTC that is in use is half an hour.
  expect(Math.abs(seconds ?? 0)).toBeLessThan(5 * 60);
  await first.stop();
  await set(databaseUrl, inZone(next));
  const second = await start({ ...env, PORT: new URL(first.app.url).port });
  expect(await isSignedIn(client)).toBe(true);
  await expectOperable(second, username, env);
  const again = await signInWithTwoFactor(second.app.url, databaseUrl);
  await expectRightTimes(databaseUrl, again.username);
  expect(first.app.output() + second.app.output()).not.toMatch(/"level":(40|50|60)| {2}at /);
});

test("schemas: one named like the role, or by ?schema=, is used; tables in two are refused in one line", async () => {
  const databaseUrl = await startExternalDatabase();
  await set(databaseUrl, "CREATE SCHEMA latchkey");
  const env = externalEnvironment(databaseUrl);
  const named = (schema: string) => `${databaseUrl}?schema=${schema}`;
  const first = await start(env);
  const { username } = await signInWithTwoFactor(first.app.url, named("latchkey"));
  await expectOperable(first, username, env);
  const other = { ...env, DATABASE_URL: named("Other") };
  const second = await start(other);
  expect(second.app.output()).toContain('Warning: the schema "Other" in DATABASE_URL has no tables of Latchkey yet');
  const signedIn = await signInWithTwoFactor(second.app.url, named("Other"));
  await expectOperable(second, signedIn.username, other);
  expect((await admin(second.dataDir, ["show-user", username], "", other)).code).toBe(1);
  const line = expect.stringMatching(/^DATABASE_URL leads to tables of Latchkey in the schemas "Other" and "latchkey": add \?schema=NAME /);
  const third = await startApp({ dataDir: await newDataDir(), env });
  expect(await third.ended).toBe(1);
  expect(ownLines(third)).toEqual([line]);
  expect(await admin(first.dataDir, ["list-users"], "", env)).toMatchObject({ code: 1, errorLines: [line] });
});

/** `PgBouncer 1.18.0`: from 1.21 on it has prepared statements. */
const [, minor] = / 1\.(\d+)/.exec(execFileSync(findDebianProgram("pgbouncer"), ["--version"], { encoding: "utf8" })) ?? [];
const STATEMENTS = Number(minor) >= 21 ? [["max_prepared_statements = 0"], ["max_prepared_statements = 100"]] : [[]];
const MODES = (["session", "transaction"] as const).flatMap((mode) => STATEMENTS.map((options) => ({ mode, options })));

test.each(MODES)("PgBouncer in $mode mode, $options: migrations, sign-in with 2FA and the command line", async (bouncer) => {
  const databaseUrl = await startExternalDatabase();
  await set(databaseUrl, "ALTER DATABASE latchkey SET timezone = 'Europe/Berlin'", "ALTER DATABASE latchkey SET search_path = elsewhere");
  // In session mode each connection of the console has one of the server.
  const options = [...bouncer.options, `default_pool_size = ${bouncer.mode === "session" ? 40 : 3}`];
  const env = externalEnvironment(await startPgBouncer(databaseUrl, { ...bouncer, options }));
  const first = await start(env);
  expect(first.app.output()).toMatch(/behind a connection pooler/);
  expect(first.app.output()).toMatch(/Applied \d+ migrations/);
  const users = await Promise.all([1, 2, 3, 4].map(() => signInWithTwoFactor(first.app.url, databaseUrl)));
  for (const { username } of users) await expectRightTimes(databaseUrl, username);
  await expectOperable(first, users[0]?.username ?? "", env);
  expect(first.app.output()).not.toMatch(/"level":(40|50|60)| {2}at /);
  await first.stop();
});
