import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { supervisorUrl } from "@/lib/platform/db/embedded/cluster";
import { openEmbeddedDatabase } from "@/lib/platform/db/embedded/open-embedded-database";
import { applyMigrations } from "@/lib/platform/db/migrations";
import { createDatabase } from "./create-database";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the PostgreSQL of this run; its database is empty. */
    databaseServerUrl: string;
  }
}

/** Copied by `createTestDatabase`: migrated, and without a connection to it. */
export const TEMPLATE_DATABASE = "template_latchkey";

/** Settings that an operator's server may have for each role, by the project that runs the tests of `integration` on it. */
const HOSTILE_ZONES: Record<string, string> = { "hostile-east": "Asia/Kathmandu", "hostile-west": "America/Los_Angeles" };
const HOSTILE_SETTINGS = [
  "datestyle = 'SQL, DMY'",
  "intervalstyle = iso_8601",
  "default_transaction_isolation = serializable",
  "idle_session_timeout = '30s'",
  "lock_timeout = '3ms'",
  "extra_float_digits = 0",
  "bytea_output = escape",
  "client_encoding = latin1",
  "standard_conforming_strings = off",
  "quote_all_identifiers = on",
];

async function run(databaseUrl: string, statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** Each database created afterwards also has a schema named like the role. */
async function makeHostile(serverUrl: string, zone: string): Promise<void> {
  const settings = [`timezone = '${zone}'`, ...HOSTILE_SETTINGS];
  await run(
    serverUrl,
    settings.map((setting) => `ALTER ROLE ALL SET ${setting}`),
  );
  const template = new URL(serverUrl);
  template.pathname = "/template1";
  await run(template.href, ["CREATE SCHEMA AUTHORIZATION CURRENT_USER"]);
}

/** The server's data is discarded; a last checkpoint of hundreds of databases would take longer than a stop may. */
const NOT_DURABLE = ["ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"];

/** Once per run: a PostgreSQL in a temporary folder with the migrated template. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-test-"));
  await chmod(folder, 0o711);
  const passwords = { console: "for-tests-only", superuser: "for-tests-too" };
  const database = await openEmbeddedDatabase({ dataDir: path.join(folder, "data"), passwords, role: "server", say: () => {} });
  const serverUrl = supervisorUrl(database.server, passwords.superuser);
  await run(serverUrl, NOT_DURABLE);
  const zone = HOSTILE_ZONES[project.name];
  if (zone) await makeHostile(serverUrl, zone);
  await applyMigrations(await createDatabase(serverUrl, TEMPLATE_DATABASE), process.cwd());
  project.provide("databaseServerUrl", serverUrl);
  return async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  };
}
