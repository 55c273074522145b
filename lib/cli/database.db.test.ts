import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command } from "commander";
import pg from "pg";
import { beforeEach, expect, inject, onTestFinished, test } from "vitest";
import { verifyLog } from "@/lib/features/audit/verify-log";
import { connect } from "@/lib/platform/db/connect";
import { exportSql } from "@/lib/platform/db/export-sql";
import type { Deps } from "@/lib/platform/deps";
import { createDatabase } from "@/lib/testing/create-database";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, addUserWithTwoFactor } from "@/lib/testing/users";
import { findOnPath } from "@/scripts/test/program";
import { exportSqlCommand } from "./database";
import type { Answer } from "./subcommand";

/** Characters with a meaning in COPY text and psql. */
const AWKWARD = "tab\t newline\n \\N \\. 'single' \"double\" :name $$ ; é 漢 🔑";

const psql = findOnPath(["psql"]);

let deps: Deps;
let folder: string;

beforeEach(async () => {
  ({ deps } = await createTestDeps());
  folder = await mkdtemp(path.join(tmpdir(), "latchkey-export-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await addUserWithTwoFactor(deps, "ada");
  await addUser(deps, "grace", { email: "grace@example.com" });
  await deps.db.session.updateMany({ data: { userAgent: AWKWARD } });
});

async function exportTo(file: string): Promise<Answer> {
  const program = new Command().exitOverride();
  let answer: Answer | undefined;
  exportSqlCommand(program, async (_options, work) => {
    answer = await work({ deps, sharedWithServer: true, applied: [], database: "the database of this test" });
  });
  await program.parseAsync(["export-sql", file], { from: "user" });
  return answer ?? { text: "", json: {} };
}

async function exportNew(): Promise<{ file: string; answer: Answer }> {
  const file = path.join(folder, `${randomUUID()}.sql`);
  return { file, answer: await exportTo(file) };
}

function restore(file: string, url: string) {
  return spawnSync(psql ?? "psql", ["--quiet", "--no-psqlrc", `--file=${file}`, url], { encoding: "utf8" });
}

async function query(url: string, sql: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(sql);
    return rows.map((row) => JSON.stringify(row)).sort();
  } finally {
    await client.end();
  }
}

const TABLES = "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'";

/** All objects in a database that the console relies on. */
async function contentOf(url: string): Promise<Record<string, string[]>> {
  const content: Record<string, string[]> = {
    columns: await query(
      url,
      `SELECT table_name, column_name, udt_name, collation_name, is_nullable, column_default, generation_expression
        FROM information_schema.columns WHERE table_schema = 'public'`,
    ),
    indexes: await query(url, "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'"),
    constraints: await query(
      url,
      `SELECT conrelid::regclass::text AS table, conname, convalidated, pg_get_constraintdef(oid) AS definition
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace`,
    ),
    triggers: await query(url, "SELECT tgenabled, pg_get_triggerdef(oid) AS definition FROM pg_trigger WHERE NOT tgisinternal"),
    functions: await query(url, "SELECT pg_get_functiondef(oid) AS definition FROM pg_proc WHERE pronamespace = 'public'::regnamespace"),
    enums: await query(url, "SELECT typname, enumlabel, enumsortorder FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid"),
  };
  for (const row of await query(url, TABLES)) {
    const { name } = JSON.parse(row) as { name: string };
    content[`rows of ${name}`] = await query(url, `SELECT to_jsonb(t) AS row FROM ${pg.escapeIdentifier(name)} AS t`);
  }
  return content;
}

const emptyDatabase = () => createDatabase(inject("databaseServerUrl"), `restored_${randomUUID()}`);

test.skipIf(!psql)("D12: psql makes the same database of an export (needs the program psql)", async () => {
  const { file, answer } = await exportNew();
  const restored = await emptyDatabase();
  expect(restore(file, restored)).toMatchObject({ status: 0, stdout: "", stderr: "" });
  const content = await contentOf(restored);
  expect(content).toEqual(await contentOf(deps.config.databaseUrl));
  expect(content["rows of sessions"]?.join()).toContain("漢");
  const { tables } = answer.json as { tables: Record<string, number> };
  expect(Object.keys(tables).sort()).toEqual((await query(restored, TABLES)).map((row) => JSON.parse(row).name).sort());
  for (const [name, rows] of Object.entries(tables)) expect(content[`rows of ${name}`]).toHaveLength(rows);
  const { db, disconnect } = connect(restored, "latchkey-test");
  onTestFinished(disconnect);
  expect(await verifyLog({ ...deps, db }, { earlierSecrets: [] })).toMatchObject({ damage: [] });
});

test.skipIf(!psql)("D12: a restore into a non-empty database, or of a truncated export, changes nothing (needs psql)", async () => {
  const { file } = await exportNew();
  const half = path.join(folder, "half.sql");
  const text = await readFile(file, "utf8");
  await writeFile(half, text.slice(0, text.lastIndexOf("COPY")));
  const restored = await emptyDatabase();
  restore(half, restored);
  expect(await query(restored, TABLES)).toEqual([]);
  expect(restore(file, restored).status).toBe(0);
  const before = await contentOf(restored);
  const again = restore(file, restored);
  expect(again.status).not.toBe(0);
  expect(again.stderr).toContain("already exists");
  expect(await contentOf(restored)).toEqual(before);
});

test("D12: an export is one snapshot without later changes", async () => {
  const chunks = exportSql(deps.config.databaseUrl, process.cwd());
  await chunks.next();
  await addUser(deps, "linus");
  let chunk = await chunks.next();
  while (!chunk.done) chunk = await chunks.next();
  expect(chunk.value).toMatchObject({ users: 2 });
});

test("the file has mode 0600, is never overwritten, and is removed when incomplete", async () => {
  const umask = process.umask(0);
  onTestFinished(() => void process.umask(umask));
  const { file } = await exportNew();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await expect(exportTo(file)).rejects.toThrow(/already exists/);
  await expect(exportTo(folder)).rejects.toThrow(/already exists/);
  await expect(exportTo(path.join(folder, "nowhere/file.sql"))).rejects.toThrow(/cannot be written to .*ENOENT/);
  expect(await readdir(folder)).toEqual([path.basename(file)]);
});

test("an export that loses its connection fails, and leaves no file", async () => {
  await deps.db
    .$executeRaw`INSERT INTO instance_facts SELECT 'large-' || number, repeat('x', 500000) FROM generate_series(1, 200) AS number`;
  const file = path.join(folder, "cut.sql");
  const outcome = expect(exportTo(file)).rejects.toThrow(/Connection terminated|administrator command/);
  for (let ended = 0; ended === 0; ) {
    ended = await deps.db.$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'latchkey-export' AND datname = current_database() AND query LIKE 'COPY "instance_facts"%'`;
  }
  await outcome;
  expect(await readdir(folder)).toEqual([]);
});

test("an export holds the rows of all tables, and the schema has no sequences that it would have to set", async () => {
  const { answer } = await exportNew();
  const names = (await query(deps.config.databaseUrl, TABLES)).map((row) => JSON.parse(row).name);
  expect(Object.keys((answer.json as { tables: object }).tables).sort()).toEqual(names.sort());
  const others = `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('r', 'i', 'c')`;
  expect(await query(deps.config.databaseUrl, others)).toEqual([]);
});
