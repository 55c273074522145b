import pg from "pg";
import { SUPERUSER } from "./cluster";

/** The console's own role and database: not a superuser, so that no query can reach files or programs. */
const APP_ROLE = "latchkey";
const APP_DATABASE = "latchkey";

export function appDatabaseUrl(port: number, password: string): string {
  return `postgresql://${APP_ROLE}:${encodeURIComponent(password)}@127.0.0.1:${port}/${APP_DATABASE}`;
}

/** For tests and for the supervisor itself. */
export function supervisorUrl(port: number, password: string): string {
  return `postgresql://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
}

/** Makes role and database where they are missing: a run may have been cut off in between. */
export async function prepareAppDatabase(port: number, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: supervisorUrl(port, password) });
  await client.connect();
  try {
    const role = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [APP_ROLE]);
    if (role.rowCount === 0) await client.query(`CREATE ROLE ${APP_ROLE} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    const database = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [APP_DATABASE]);
    if (database.rowCount === 0) await client.query(`CREATE DATABASE ${APP_DATABASE} OWNER ${APP_ROLE}`);
  } finally {
    await client.end();
  }
}
