import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { createDatabase } from "@/lib/testing/create-database";
import { TEMPLATE_DATABASE } from "@/lib/testing/database-server";
import { PGBOUNCER, startPgBouncer } from "@/lib/testing/pgbouncer";
import { type Connection, connect } from "./connect";
import { readConnectionSettings } from "./connection-settings";
import { detectConnectionSettings } from "./detect-connection-settings";
import { exportSql } from "./export-sql";
import { applyMigrations } from "./migrations";
import type { Statements } from "./statements";

/** Settings that a role may have, and that must not affect our statements. */
const HOSTILE = [
  "timezone = 'America/Los_Angeles'",
  "datestyle = 'SQL, DMY'",
  "default_transaction_isolation = serializable",
  "search_path = elsewhere",
  "statement_timeout = 77",
  "idle_in_transaction_session_timeout = 78",
  "lock_timeout = 79",
];

const SETTINGS = [
  "TimeZone",
  "DateStyle",
  "transaction_isolation",
  "search_path",
  "statement_timeout",
  "idle_in_transaction_session_timeout",
  "lock_timeout",
];
const EXPECTED = ["UTC", "ISO, MDY", "read committed", '"public"', "10s", "10s", "0"];

const AT = new Date("2026-03-04T05:06:07.089Z");

async function hostileDatabase(): Promise<string> {
  const [server, name] = [inject("databaseServerUrl"), `bounced_${randomUUID()}`];
  const url = await createDatabase(server, name, TEMPLATE_DATABASE);
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  for (const setting of HOSTILE) await client.query(`ALTER DATABASE "${name}" SET ${setting}`);
  await client.end();
  return url;
}

type Row = { value: string };

const read = async ({ $queryRaw }: Statements) => {
  const rows = await $queryRaw<Row[]>`SELECT current_setting(name) AS value FROM unnest(${SETTINGS}::text[]) AS name`;
  return rows.map(({ value }) => value);
};

async function expectRight({ db }: Connection): Promise<void> {
  const byPrisma = await db.$queryRawUnsafe<Row[]>("SELECT current_setting(name) AS value FROM unnest($1::text[]) AS name", SETTINGS);
  expect(byPrisma.map(({ value }) => value)).toEqual(EXPECTED);
  expect(await read(db)).toEqual(EXPECTED);
  expect(await read(db.$reserved)).toEqual(EXPECTED);
  expect(await db.$transaction((tx) => read({ $queryRaw: tx.$queryRaw.bind(tx) } as Statements))).toEqual(EXPECTED);
  expect(await db.$rawTransaction(read)).toEqual(EXPECTED);
  const id = `fact ${randomUUID()}`;
  await db.user.create({ data: { username: id, usernameKey: id, createdAt: AT } });
  expect(await db.user.findFirstOrThrow({ where: { usernameKey: id } })).toMatchObject({ createdAt: AT });
  expect(await db.$queryRaw`SELECT created_at AS at FROM users WHERE username_key = ${id}`).toEqual([{ at: AT }]);
}

/** The default settings, on the server connections that the console has used. */
async function readAsAnotherProgram(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ value: string }>(
    "SELECT current_setting(name) AS value FROM unnest(ARRAY['TimeZone', 'transaction_isolation', 'search_path', 'statement_timeout']) AS name",
  );
  await client.end();
  // Some servers quote every name.
  return rows.map(({ value }) => value.replaceAll('"', ""));
}

test("settings of server, database or role do not change those that statements rely on", async () => {
  const url = await hostileDatabase();
  const completed = await detectConnectionSettings(url, () => {});
  expect(readConnectionSettings(completed)).toEqual({ schema: "public", isPooled: false });
  const connection = connect(completed, "latchkey-test", 2);
  onTestFinished(connection.disconnect);
  await expectRight(connection);
});

test.runIf(PGBOUNCER).each(["session", "transaction"] as const)(
  "PgBouncer with its defaults, in %s mode: found out at start, settings and statements are right, the failed one too, and other programs keep theirs",
  async (mode) => {
    const url = await startPgBouncer(await hostileDatabase(), { mode, options: ["default_pool_size = 3"] });
    const lines: string[] = [];
    const completed = await detectConnectionSettings(url, (line) => lines.push(line));
    expect(readConnectionSettings(completed)).toEqual({ schema: "public", isPooled: true });
    expect(lines).toEqual([expect.stringContaining("connection pooler")]);
    const [one, two] = [connect(completed, "latchkey-test", 3), connect(completed, "latchkey-test", 3)];
    if (mode === "transaction") {
      const many = Array.from({ length: 40 }, (_, index) => expectRight(index % 2 ? one : two));
      await Promise.all(many);
    }
    await expectRight(one);
    await expect(one.db.$queryRaw`SELECT 1 / 0`).rejects.toMatchObject({ code: "22012" });
    await expect(one.db.$reserved.$queryRaw`SELECT 1 / 0`).rejects.toMatchObject({ code: "22012" });
    await expect(one.db.$queryRawUnsafe("SELECT 1 / 0")).rejects.toThrow();
    await expectRight(one);
    expect(await applyMigrations(completed, process.cwd())).toEqual([]);
    await Promise.all([one.disconnect(), two.disconnect()]);
    expect(await readAsAnotherProgram(url)).toEqual(["America/Los_Angeles", "serializable", "elsewhere", "77ms"]);
  },
);

test.runIf(PGBOUNCER)("PgBouncer in statement mode, which allows no transactions, is refused in one line", async () => {
  const url = await startPgBouncer(await hostileDatabase(), { mode: "statement" });
  const line = /^DATABASE_URL cannot be used: .*statement pooling mode; set its pool_mode to transaction or session$/;
  await expect(detectConnectionSettings(url, () => {})).rejects.toThrow(line);
});

test.runIf(PGBOUNCER)("a PgBouncer that ignores startup parameters is detected too", async () => {
  const options = ["ignore_startup_parameters = search_path, statement_timeout, default_transaction_isolation, options"];
  const url = await startPgBouncer(await hostileDatabase(), { mode: "transaction", options });
  const connection = connect(await detectConnectionSettings(url, () => {}), "latchkey-test", 2);
  onTestFinished(connection.disconnect);
  await expectRight(connection);
});

test.runIf(PGBOUNCER).each(["session", "transaction"] as const)("D12: an export goes through PgBouncer in %s mode", async (mode) => {
  const direct = await hostileDatabase();
  const url = await detectConnectionSettings(await startPgBouncer(direct, { mode }), () => {});
  const [bounced, expected] = [await readExport(url), await readExport(await detectConnectionSettings(direct, () => {}))];
  expect(bounced).toEqual(expected);
  expect(bounced.tables).toMatchObject({ users: 0 });
});

async function readExport(url: string) {
  const chunks = exportSql(url, process.cwd());
  let text = "";
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) return { text, tables: value };
    text += value.toString();
  }
}
