import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { listMigrations } from "./list-migrations";

/** Prisma's own number for it: earlier versions of the console and `prisma migrate deploy` wait for the same lock. */
const MIGRATION_LOCK = 72707369;

/** Longer than any migration of another server takes; a table in use for longer must not hold up those who queue behind us. */
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
 * Applies the migrations that the database has not seen and returns their names. Each is one transaction together with its
 * row in `_prisma_migrations`: whatever breaks off, it is there whole or not at all, and the next start goes on from there.
 */
export async function applyMigrations(databaseUrl: string, projectFolder: string): Promise<string[]> {
  const folder = path.join(projectFolder, "prisma/migrations");
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "latchkey-migrate" });
  client.on("error", () => {});
  await client.connect();
  try {
    const applied: string[] = [];
    for (const name of await listMigrations(folder)) {
      const script = await readFile(path.join(folder, name, "migration.sql"), "utf8");
      if (await applyOnce(client, name, script)) applied.push(name);
    }
    return applied;
  } finally {
    // Undoes what was not committed.
    await client.end();
  }
}

/** False when it is there already. The lock ends with the transaction, so a server that dies holds up nobody. */
async function applyOnce(client: pg.Client, name: string, script: string): Promise<boolean> {
  await client.query(`BEGIN; SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'; SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
  await prepareTable(client);
  const { rows } = await client.query<{ finished: boolean }>(
    "SELECT finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE migration_name = $1 AND rolled_back_at IS NULL",
    [name],
  );
  const isThere = rows.some(({ finished }) => finished);
  if (!isThere) await runScript(client, { name, script, wasBrokenOff: rows.length > 0 });
  await client.query("COMMIT");
  return !isThere;
}

/** Without its row of migrations, a database with tables is another program's. */
async function prepareTable(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ foreign: boolean }>(`
    SELECT to_regclass('_prisma_migrations') IS NULL
      AND EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema()) AS foreign`);
  if (rows[0]?.foreign) throw new Error("it holds tables of another program; give Latchkey a database of its own");
  await client.query(CREATE_MIGRATIONS_TABLE);
}

/**
 * Earlier versions ran the statements one by one, so one that was killed has left an unfinished row and maybe some of the
 * statements. Running them again is safe: where some are there, one fails on it, and all of them are undone.
 */
async function runScript(client: pg.Client, migration: { name: string; script: string; wasBrokenOff: boolean }): Promise<void> {
  const { name, script, wasBrokenOff } = migration;
  try {
    await client.query(script);
  } catch (error) {
    const { message } = error as Error;
    if (!wasBrokenOff) throw new Error(`${name}: ${message}`);
    throw new Error(`an earlier version was stopped in the middle of ${name} (${message}); restore the copy from before that update`);
  }
  const checksum = createHash("sha256").update(script).digest("hex");
  await client.query("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = $1 AND rolled_back_at IS NULL", [name]);
  await client.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)",
    [randomUUID(), checksum, name],
  );
}
