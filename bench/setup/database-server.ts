import { mkdir } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { supervisorUrl } from "@/lib/platform/db/embedded/cluster";
import { openEmbeddedDatabase } from "@/lib/platform/db/embedded/open-embedded-database";
import { DATABASE_PASSWORD } from "./constants";
import { DATA } from "./folders";
import { atEnd } from "./lifetime";

export type DatabaseServer = { url(database: string): string; run(sql: string): Promise<void>; exists(database: string): Promise<boolean> };

/** One PostgreSQL for all measurements, the embedded one with its own settings. */
export async function startDatabaseServer(): Promise<DatabaseServer> {
  await mkdir(DATA, { recursive: true, mode: 0o711 });
  const dataDir = path.join(DATA, "database");
  const passwords = { console: DATABASE_PASSWORD, superuser: DATABASE_PASSWORD };
  const server = await openEmbeddedDatabase({ dataDir, passwords, role: "server", say: () => {} });
  atEnd(server.close);
  const url = (database: string) => {
    const address = new URL(supervisorUrl(server.server, DATABASE_PASSWORD));
    address.pathname = `/${database}`;
    return address.href;
  };
  const query = async (sql: string, values?: unknown[]) => {
    const client = new pg.Client({ connectionString: url("postgres") });
    await client.connect();
    try {
      return await client.query(sql, values);
    } finally {
      await client.end();
    }
  };
  return {
    url,
    run: async (sql) => void (await query(sql)),
    exists: async (database) => (await query("SELECT 1 FROM pg_database WHERE datname = $1", [database])).rowCount === 1,
  };
}

/** Creates `name` as a fresh copy of `template`: measurements change a database. */
export async function copyDatabase(server: DatabaseServer, template: string, name: string): Promise<string> {
  await server.run(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  await server.run(`CREATE DATABASE "${name}" TEMPLATE "${template}" STRATEGY FILE_COPY`);
  atEnd(() => server.run(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`));
  return server.url(name);
}
