import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import type { Db } from "./connect";
import { openConnection, readConnectionSettings } from "./connection-settings";

/** The names of the migrations in `folder`, in their order. A server reads them once: an update may replace the files while it runs. */
export async function listMigrations(folder = "prisma/migrations"): Promise<string[]> {
  const entries = await readdir(/* turbopackIgnore: true */ folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).sort();
}

/**
 * `missing`: migrations of this version that are not fully applied. `unknown`: applied migrations of another version. Both in
 * order. A table of migrations without any of ours is another program's, not a newer version's. `isNew`: none of ours is
 * applied.
 */
type MigrationState = { missing: string[]; unknown: string[]; isNew: boolean };

/** Compares the database with the migrations of this version, `known`. Throws when it does not answer. */
export async function compareMigrations(db: Db, known: readonly string[]): Promise<MigrationState> {
  const rows = await readApplied(db);
  const finished = new Set(rows.filter((row) => row.finished).map((row) => row.name));
  const names = new Set(rows.map((row) => row.name));
  const isOurs = known.some((name) => names.has(name));
  return {
    missing: known.filter((name) => !finished.has(name)),
    unknown: isOurs ? [...names].filter((name) => !known.includes(name)).sort() : [],
    isNew: !isOurs,
  };
}

async function readApplied(db: Db): Promise<{ name: string; finished: boolean }[]> {
  const [table] = await db.$queryRaw<{ present: boolean }[]>`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present`;
  if (!table?.present) return [];
  return db.$queryRaw`
    SELECT migration_name AS name, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL`;
}

/** Prisma's advisory-lock key: earlier versions of the console and `prisma migrate deploy` wait for the same lock. */
const MIGRATION_LOCK = 72707369;

/** Longer than any migration of another server; waiting longer for a table in use would block the requests queued behind us. */
const LOCK_TIMEOUT = "60s";

/** The table of `prisma migrate deploy`. */
export const CREATE_MIGRATIONS_TABLE = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;

/**
 * Applies the pending migrations and returns their names. Each is one transaction together with its row in
 * `_prisma_migrations`: after an interruption it is applied fully or not at all, and the next start continues.
 */
export async function applyMigrations(databaseUrl: string, projectFolder: string): Promise<string[]> {
  const folder = path.join(projectFolder, "prisma/migrations");
  const { schema } = readConnectionSettings(databaseUrl);
  const client = openConnection(databaseUrl, "latchkey-migrate");
  client.on("error", () => {});
  try {
    await client.connect();
    const applied: string[] = [];
    const names = await listMigrations(folder);
    for (const name of names) {
      const script = await readFile(path.join(folder, name, "migration.sql"), "utf8");
      if (await applyOnce(client, { name, script, schema, first: names[0] ?? name })) applied.push(name);
    }
    return applied;
  } finally {
    // Rolls back uncommitted changes.
    await client.end();
  }
}

/** `first` is the name of the oldest one. */
type Migration = { name: string; script: string; schema: string; first: string };

/** Returns false if it is applied already. The lock ends with the transaction, so a server that dies blocks no other. */
async function applyOnce(client: pg.Client, migration: Migration): Promise<boolean> {
  const { name, script } = migration;
  await client.query("BEGIN");
  await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'; SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
  await prepareMigrationsTable(client, migration);
  const { rows } = await client.query<{ finished: boolean }>(
    "SELECT finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE migration_name = $1 AND rolled_back_at IS NULL",
    [name],
  );
  const isThere = rows.some(({ finished }) => finished);
  if (!isThere) await runScript(client, { name, script, wasBrokenOff: rows.length > 0 });
  await client.query("COMMIT");
  return !isThere;
}

/** A schema with tables that belong to no extension, and without our first migration, is another program's. */
async function prepareMigrationsTable(client: pg.Client, { schema, first }: Migration): Promise<void> {
  const { rows } = await client.query<{ schema: string | null; table: boolean; others: boolean }>(`
    SELECT current_schema() AS schema, to_regclass('_prisma_migrations') IS NOT NULL AS table,
      EXISTS (SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname = current_schema() AND relkind IN ('r', 'p') AND relname <> '_prisma_migrations' AND NOT EXISTS
          (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')) AS others`);
  const [found] = rows;
  const known = found?.table && (await client.query("SELECT FROM _prisma_migrations WHERE migration_name = $1", [first])).rowCount;
  if (found?.others && !known) {
    const remedy = "give Latchkey a database, or with ?schema= a schema, of its own";
    throw new Error(`its schema "${schema}" holds tables of another program; ${remedy}`);
  }
  if (!found?.schema) await client.query(`CREATE SCHEMA ${pg.escapeIdentifier(schema)}`);
  // CREATE TABLE for an existing table requires a privilege that the console may not have.
  if (!found?.table) await client.query(CREATE_MIGRATIONS_TABLE);
}

/** Written by Prisma into the first migration, which is published; the schema is configurable, and already exists. */
const CREATE_PUBLIC = 'CREATE SCHEMA IF NOT EXISTS "public";';

/**
 * Earlier versions ran the statements one by one, so a killed one has left an unfinished row and maybe some of the
 * changes. Running all again is safe: if some were applied, one statement fails and all are rolled back.
 */
async function runScript(client: pg.Client, migration: { name: string; script: string; wasBrokenOff: boolean }): Promise<void> {
  const { name, script, wasBrokenOff } = migration;
  try {
    await client.query(script.replace(CREATE_PUBLIC, ""));
  } catch (error) {
    const { message } = error as Error;
    if (!wasBrokenOff) throw new Error(`${name}: ${message}`, { cause: error });
    throw new Error(`an earlier version was stopped in the middle of ${name} (${message}); restore the copy from before that update`);
  }
  const checksum = createHash("sha256").update(script).digest("hex");
  await client.query("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = $1 AND rolled_back_at IS NULL", [name]);
  await client.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)",
    [randomUUID(), checksum, name],
  );
}
