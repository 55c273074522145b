import { DatabaseClient, databaseConnection } from "@/lib/platform/db/database-client";
import { OperatorError } from "@/lib/platform/operator-error";
import { SUPERUSER } from "./cluster";
import { type DatabasePasswords, databaseUrlOn, type ServerAddress } from "./server-address";

/** The console's own role and database: not a superuser, so that no query can reach files or programs. */
const APP_ROLE = "latchkey";
const APP_DATABASE = "latchkey";

const LOST =
  `The embedded PostgreSQL no longer holds the database "${APP_DATABASE}", which it had: restore a backup, or move all of DATA_DIR away ` +
  "to begin with an empty console (docs/operations/backup.md)";

export function appDatabaseUrl(server: ServerAddress, password: string): string {
  return databaseUrlOn(server, { role: APP_ROLE, password, database: APP_DATABASE });
}

/** For tests and for the supervisor itself. */
export function supervisorUrl(server: ServerAddress, password: string): string {
  return databaseUrlOn(server, { role: SUPERUSER, password, database: "postgres" });
}

/** Makes role and database where they are missing: a first start may have been cut off in between. Throws OperatorError where it was not. */
export async function prepareAppDatabase(server: ServerAddress, passwords: DatabasePasswords, isNew: boolean): Promise<void> {
  const client = new DatabaseClient(databaseConnection(supervisorUrl(server, passwords.superuser)));
  await client.connect();
  try {
    const role = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [APP_ROLE]);
    const database = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [APP_DATABASE]);
    if (database.rowCount === 0 && !isNew) throw new OperatorError(LOST);
    if (role.rowCount === 0) await client.query(`CREATE ROLE ${APP_ROLE} LOGIN PASSWORD ${client.escapeLiteral(passwords.console)}`);
    if (database.rowCount === 0) await client.query(`CREATE DATABASE ${APP_DATABASE} OWNER ${APP_ROLE}`);
  } finally {
    await client.end();
  }
}
