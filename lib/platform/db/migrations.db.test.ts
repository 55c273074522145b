import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type pg from "pg";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { createDatabase } from "@/lib/testing/create-database";
import { schemaSql } from "@/scripts/schema-sql";
import { openConnection } from "./connection-settings";
import { applyMigrations, listMigrations } from "./migrations";

/** The objects that the console relies on: columns, indexes, constraints, enum labels. */
const DESCRIPTIONS = {
  columns: `SELECT table_name, column_name, udt_name, datetime_precision, is_nullable, column_default FROM information_schema.columns WHERE table_schema = 'public'`,
  indexes: `SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'`,
  constraints: `SELECT conrelid::regclass::text AS on, conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE connamespace = 'public'::regnamespace`,
  enums: `SELECT typname, enumlabel, enumsortorder FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid`,
};

async function describeDatabase(url: string) {
  const client = openConnection(url, "latchkey-test");
  await client.connect();
  const description: Record<string, string[]> = {};
  for (const [name, sql] of Object.entries(DESCRIPTIONS)) {
    const { rows } = await client.query(sql);
    description[name] = rows
      .map((row) => JSON.stringify(row))
      .filter((row) => !row.includes("_prisma_migrations"))
      .sort();
  }
  await client.end();
  return description;
}

test("the migrations, applied in order, produce prisma/schema.prisma", async () => {
  const server = inject("databaseServerUrl");
  const migrated = await createDatabase(server, `migrated_${randomUUID()}`);
  const drawn = await createDatabase(server, `drawn_${randomUUID()}`);
  await applyMigrations(migrated, process.cwd());
  const client = openConnection(drawn, "latchkey-test");
  await client.connect();
  await client.query(await schemaSql(drawn, await readFile("prisma/schema.prisma", "utf8")));
  await client.end();
  expect(await describeDatabase(migrated)).toEqual(await describeDatabase(drawn));
});

test("a database that is up to date is not changed", async () => {
  const url = await createDatabase(inject("databaseServerUrl"), `again_${randomUUID()}`);
  expect((await applyMigrations(url, process.cwd())).length).toBeGreaterThan(0);
  expect(await applyMigrations(url, process.cwd())).toEqual([]);
});

const HALF_WAY = { "1_first": "CREATE TABLE a ();", "2_second": "CREATE TABLE b (); ALTER TABLE a ADD COLUMN c TEXT; CREATE TABLE d ();" };

/** A project with these migrations. */
async function projectOf(migrations: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-migrations-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, script] of Object.entries(migrations)) {
    await mkdir(path.join(folder, "prisma/migrations", name), { recursive: true });
    await writeFile(path.join(folder, "prisma/migrations", name, "migration.sql"), script);
  }
  return folder;
}

async function openDatabase(): Promise<{ url: string; client: pg.Client; tables(): Promise<string[]> }> {
  const url = await createDatabase(inject("databaseServerUrl"), `halves_${randomUUID()}`);
  const client = openConnection(url, "latchkey-test");
  await client.connect();
  onTestFinished(() => client.end());
  const tables = async () => {
    const { rows } = await client.query(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'",
    );
    return rows.map(({ tablename }) => tablename).sort();
  };
  return { url, client, tables };
}

/** Leaves the state of a server of an earlier version that was killed during `name`. */
function leaveUnfinished(client: pg.Client, name: string): Promise<unknown> {
  return client.query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, '', $2)", [randomUUID(), name]);
}

test.each([
  { where: "half way through its statements", heldUp: "LOCK TABLE a" },
  { where: "before its row", heldUp: "LOCK TABLE _prisma_migrations IN SHARE MODE" },
])("a migration interrupted $where is rolled back, and the next start applies it", async ({ heldUp }) => {
  const { url, client, tables } = await openDatabase();
  const project = await projectOf(HALF_WAY);
  await applyMigrations(url, await projectOf({ "1_first": HALF_WAY["1_first"] }));
  const other = openConnection(url, "latchkey-test");
  await other.connect();
  await other.query(`BEGIN; ${heldUp}`);
  const cutOff = expect(applyMigrations(url, project)).rejects.toThrow(/terminating connection/);
  const killed = async () => {
    const waiting =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    expect((await client.query(waiting)).rowCount).toBe(1);
  };
  await vi.waitFor(killed, { timeout: 10_000 });
  await cutOff;
  await other.end();
  expect(await tables()).toEqual(["a"]);
  expect(await applyMigrations(url, project)).toEqual(["2_second"]);
  expect(await tables()).toEqual(["a", "b", "d"]);
});

test("eight concurrent servers apply every migration once, and all start", async () => {
  const { url, client } = await openDatabase();
  const applied = await Promise.all(Array.from({ length: 8 }, () => applyMigrations(url, process.cwd())));
  const { rows } = await client.query("SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL");
  expect(applied.flat().sort()).toEqual(rows.map(({ name }) => name).sort());
});

test("an unfinished row of an earlier version without a statement: the migration is applied", async () => {
  const { url, client, tables } = await openDatabase();
  await applyMigrations(url, await projectOf({ "1_first": HALF_WAY["1_first"] }));
  await leaveUnfinished(client, "2_second");
  expect(await applyMigrations(url, await projectOf(HALF_WAY))).toEqual(["2_second"]);
  expect(await applyMigrations(url, await projectOf(HALF_WAY))).toEqual([]);
  expect(await tables()).toEqual(["a", "b", "d"]);
});

test("an unfinished row of an earlier version, with some of its statements: refused with a message, nothing is added", async () => {
  const { url, client, tables } = await openDatabase();
  await applyMigrations(url, await projectOf({ "1_first": HALF_WAY["1_first"] }));
  await leaveUnfinished(client, "2_second");
  await client.query("CREATE TABLE d ()");
  const refused = /stopped in the middle of 2_second \(relation "d" already exists\); restore the copy/;
  await expect(applyMigrations(url, await projectOf(HALF_WAY))).rejects.toThrow(refused);
  expect(await tables()).toEqual(["a", "d"]);
});

/** Later ones were never run statement by statement. */
const LAST_RUN_IN_PARTS = "20261125130100_keys";

test("migrations that an earlier version may have left unfinished fail on a second run", async () => {
  const { url, client } = await openDatabase();
  await applyMigrations(url, process.cwd());
  const names = await listMigrations("prisma/migrations");
  for (const name of names.filter((each) => each <= LAST_RUN_IN_PARTS)) {
    await client.query("DELETE FROM _prisma_migrations WHERE migration_name = $1", [name]);
    await leaveUnfinished(client, name);
    await expect(applyMigrations(url, process.cwd())).rejects.toThrow(`in the middle of ${name}`);
    await client.query("UPDATE _prisma_migrations SET finished_at = now() WHERE migration_name = $1", [name]);
  }
});

test("a database of another program is not changed", async () => {
  const { url, client, tables } = await openDatabase();
  await client.query("CREATE TABLE theirs ()");
  await expect(applyMigrations(url, process.cwd())).rejects.toThrow(/another program/);
  expect(await tables()).toEqual(["theirs"]);
});
