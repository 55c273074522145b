import { DatabaseClient, databaseConnection } from "@/lib/platform/db/database-client";
import { SUPERUSER } from "./cluster";
import { type DatabasePasswords, databaseUrlOn, type ServerAddress } from "./server-address";

/** The console's own role and database: not a superuser, so that no query can reach files or programs. */
const APP_ROLE = "latchkey";
const APP_DATABASE = "latchkey";

export function appDatabaseUrl(server: ServerAddress, password: string): string {
  return databaseUrlOn(server, { role: APP_ROLE, password, database: APP_DATABASE });
}

/** For tests and for the supervisor itself. */
export function supervisorUrl(server: ServerAddress, password: string): string {
  return databaseUrlOn(server, { role: SUPERUSER, password, database: "postgres" });
}

/** Makes role and database where they are missing: a run may have been cut off in between. */
export async function prepareAppDatabase(server: ServerAddress, passwords: DatabasePasswords): Promise<void> {
  const client = new DatabaseClient(databaseConnection(supervisorUrl(server, passwords.superuser)));
  await client.connect();
  try {
    const role = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [APP_ROLE]);
    if (role.rowCount === 0) await client.query(`CREATE ROLE ${APP_ROLE} LOGIN PASSWORD ${client.escapeLiteral(passwords.console)}`);
    const database = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [APP_DATABASE]);
    if (database.rowCount === 0) await client.query(`CREATE DATABASE ${APP_DATABASE} OWNER ${APP_ROLE}`);
  } finally {
    await client.end();
  }
}
