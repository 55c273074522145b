import { readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { type CopyToStreamQuery, to as copyTo } from "pg-copy-streams";
import { openConnection, readConnectionSettings } from "./connection-settings";
import { CREATE_MIGRATIONS_TABLE, listMigrations } from "./migrations";

/** Rows by table. */
export type ExportedTables = Record<string, number>;

/** Settings that affect the text, equal on the server that writes it and on the one that reads it. */
const SETTINGS = {
  client_encoding: "UTF8",
  standard_conforming_strings: "on",
  DateStyle: "ISO, MDY",
  IntervalStyle: "postgres",
  TimeZone: "UTC",
  bytea_output: "hex",
  extra_float_digits: "1",
  statement_timeout: "0",
  lock_timeout: "0",
  idle_in_transaction_session_timeout: "0",
};

const SETTINGS_SQL = Object.entries(SETTINGS)
  .map(([name, value]) => `SET LOCAL ${name} = '${value}';\n`)
  .join("");

/**
 * Exports the console's tables as SQL for psql, in one snapshot: the migrations in a form for one transaction, then the rows. As
 * the owner of an empty database of PostgreSQL 15 or newer, psql restores everything or, in one transaction, nothing. Secrets
 * are exported as stored, hashed or encrypted, without the keys. Returns the number of rows of each table.
 */
export async function* exportSql(databaseUrl: string, projectFolder: string): AsyncGenerator<string | Buffer, ExportedTables> {
  const client = openConnection(databaseUrl, "latchkey-export");
  client.on("error", () => {});
  try {
    await client.connect();
    const tables = await openSnapshot(client, projectFolder, readConnectionSettings(databaseUrl).schema);
    yield* schemaSql(projectFolder);
    const foreignKeys = await listForeignKeys(client, tables);
    for (const { table, name } of foreignKeys) yield `ALTER TABLE ${table} DROP CONSTRAINT ${name};\n`;
    const copies = new Map<string, CopyToStreamQuery>();
    for (const table of tables) copies.set(table.name, yield* tableSql(client, table));
    for (const { table, name, definition } of foreignKeys) yield `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition};\n`;
    await client.query("COMMIT");
    yield "COMMIT;\n";
    return Object.fromEntries([...copies].map(([name, copy]) => [name, copy.rowCount]));
  } finally {
    await client.end();
  }
}

/** Names are unquoted; `columns` are the stored (not generated) columns, in SQL. */
type Table = { name: string; columns: string; hasTriggers: boolean };

/** Locked before the snapshot is taken, so that no update of the console changes a table between the two. */
async function openSnapshot(client: pg.Client, projectFolder: string, consoleSchema: string): Promise<Table[]> {
  const schema = await readFile(path.join(projectFolder, "prisma/schema.prisma"), "utf8");
  const models = [...schema.matchAll(/^model (\w+) \{.*?^\}/gms)];
  const names = ["_prisma_migrations", ...models.map(([block, model]) => String(/^\s*@@map\("(.+)"\)/m.exec(block)?.[1] ?? model))];
  const locks = names.map((name) => pg.escapeIdentifier(name)).join(", ");
  const searchPath = `SET LOCAL search_path = ${pg.escapeIdentifier(consoleSchema)};`;
  await client.query(
    `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${SETTINGS_SQL}${searchPath} LOCK TABLE ${locks} IN ACCESS SHARE MODE`,
  );
  const { rows } = await client.query<Table>(
    `SELECT relname AS name,
        (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
          WHERE attrelid = tables.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns,
        EXISTS (SELECT FROM pg_trigger WHERE tgrelid = tables.oid AND NOT tgisinternal) AS "hasTriggers"
      FROM unnest($1::text[]) WITH ORDINALITY AS named(name, place)
      JOIN pg_class AS tables ON tables.oid = to_regclass(quote_ident(named.name)) ORDER BY place`,
    [names],
  );
  return rows;
}

async function* schemaSql(projectFolder: string): AsyncGenerator<string> {
  yield "-- The database of a Latchkey console, for psql: into an empty database of PostgreSQL 15 or newer, as its owner.\n";
  yield "\\set ON_ERROR_STOP on\n";
  yield `BEGIN;\n${SETTINGS_SQL}SET LOCAL search_path = public;\nSET LOCAL client_min_messages = warning;\n${CREATE_MIGRATIONS_TABLE.trim()};\n`;
  const folder = path.join(projectFolder, "prisma/migrations");
  const names = await listMigrations(folder);
  const scripts = await Promise.all(names.map((name) => readFile(path.join(folder, name, "migration.sql"), "utf8")));
  for (const [index, script] of withFinalEnums(scripts).entries()) yield `\n-- ${names[index]}\n${script}\n`;
  yield "\n-- Rows\n";
}

/** Migrations insert rows, and triggers prevent deletes. */
async function* tableSql(client: pg.Client, { name, columns, hasTriggers }: Table): AsyncGenerator<string | Buffer, CopyToStreamQuery> {
  const table = pg.escapeIdentifier(name);
  if (hasTriggers) yield `ALTER TABLE ${table} DISABLE TRIGGER USER;\n`;
  yield `DELETE FROM ${table};\nCOPY ${table} (${columns}) FROM stdin;\n`;
  const copy = client.query(copyTo(`COPY ${table} (${columns}) TO STDOUT`));
  yield* copy;
  yield "\\.\n";
  if (hasTriggers) yield `ALTER TABLE ${table} ENABLE TRIGGER USER;\n`;
  return copy;
}

type ForeignKey = { table: string; name: string; definition: string };

/** In SQL. Restored after all rows, because a row may reference one of a later table. */
async function listForeignKeys(client: pg.Client, tables: Table[]): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `SELECT quote_ident(relname) AS table, quote_ident(conname) AS name, pg_get_constraintdef(pg_constraint.oid) AS definition
      FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
      WHERE contype = 'f' AND conrelid IN (SELECT to_regclass(quote_ident(name)) FROM unnest($1::text[]) AS name)
      ORDER BY relname, conname`,
    [tables.map(({ name }) => name)],
  );
  return rows;
}

const CREATE_ENUM = /CREATE TYPE ("\w+") AS ENUM \(([^)]*)\);/g;
const ADD_VALUE = /ALTER TYPE ("\w+") ADD VALUE (?:IF NOT EXISTS )?('\w+')(?: (BEFORE|AFTER) ('\w+'))?;\n?/g;

/**
 * Returns the scripts of the migrations with each enum created with all of its values. PostgreSQL 15 and 16 refuse to use a value in
 * the transaction that added it, even where the type was created there (PostgreSQL 15 manual, ALTER TYPE, Notes).
 */
export function withFinalEnums(scripts: string[]): string[] {
  const enums = new Map<string, string[]>();
  for (const script of scripts) collectValues(script, enums);
  return scripts.map((script) =>
    script
      .replace(ADD_VALUE, "")
      .replace(CREATE_ENUM, (statement, type) => `CREATE TYPE ${type} AS ENUM (${enums.get(type)?.join(", ") ?? statement});`),
  );
}

function collectValues(script: string, enums: Map<string, string[]>): void {
  for (const [, type = "", values = ""] of script.matchAll(CREATE_ENUM)) enums.set(type, values.split(/\s*,\s*/));
  for (const [, type = "", value = "", side, neighbor = ""] of script.matchAll(ADD_VALUE)) {
    const values = enums.get(type) ?? [];
    const place = side ? values.indexOf(neighbor) + (side === "AFTER" ? 1 : 0) : values.length;
    if (!values.includes(value)) values.splice(place, 0, value);
  }
}
