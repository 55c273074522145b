import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { createDatabase } from "@/lib/testing/create-database";
import { applyMigrations, schemaSql } from "./migrate";

/** What makes two databases the same to the console: columns, indexes, constraints, enum labels. */
const DESCRIPTIONS = {
  columns: `SELECT table_name, column_name, udt_name, datetime_precision, is_nullable, column_default FROM information_schema.columns WHERE table_schema = 'public'`,
  indexes: `SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'`,
  constraints: `SELECT conrelid::regclass::text AS on, conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE connamespace = 'public'::regnamespace`,
  enums: `SELECT typname, enumlabel, enumsortorder FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid`,
};

async function describeDatabase(url: string) {
  const client = new pg.Client({ connectionString: url });
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

test("the migrations, applied in order, make what prisma/schema.prisma says", async () => {
  const server = inject("databaseServerUrl");
  const migrated = await createDatabase(server, `migrated_${randomUUID()}`);
  const drawn = await createDatabase(server, `drawn_${randomUUID()}`);
  await applyMigrations(migrated, process.cwd());
  const client = new pg.Client({ connectionString: drawn });
  await client.connect();
  await client.query(await schemaSql(drawn, await readFile("prisma/schema.prisma", "utf8")));
  await client.end();
  expect(await describeDatabase(migrated)).toEqual(await describeDatabase(drawn));
});

test("a database that is up to date is left alone", async () => {
  const url = await createDatabase(inject("databaseServerUrl"), `again_${randomUUID()}`);
  expect((await applyMigrations(url, process.cwd())).length).toBeGreaterThan(0);
  expect(await applyMigrations(url, process.cwd())).toEqual([]);
});
