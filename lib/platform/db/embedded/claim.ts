import type pg from "pg";
import { DatabaseClient, databaseConnection } from "@/lib/platform/db/database-client";
import { OperatorError } from "@/lib/platform/operator-error";
import { supervisorUrl } from "./app-database";
import { SUPERUSER } from "./cluster";
import { isAlive } from "./postmaster-file";
import type { DatabasePasswords, ServerAddress } from "./server-address";

/** A server holds the folder for as long as it runs, the operator's command line for one command. */
export type Role = "server" | "admin";

/** Who holds the folder; `alive` is false for the moment in which the database has not noticed a killed holder. */
export type Holder = { role: Role; pid: number; alive: boolean };

export type Claim = { status: "held"; client: pg.Client } | { status: "taken"; holder: Holder } | { status: "no-answer" };

const WRONG_PASSWORD =
  "the embedded database refuses the passwords in secrets.json and superuser-password: restore all of DATA_DIR from the same backup";

/** Any number will do, as long as it is always the same. */
const LOCK = 76_111;

/**
 * Takes the advisory lock that makes one process the supervisor of the database. It is bound to the connection, so it is
 * gone as soon as that process is, however it ends.
 */
export async function claimDatabase(server: ServerAddress, passwords: DatabasePasswords, role: Role): Promise<Claim> {
  const connected = await connectAsSuperuser(server, passwords, `latchkey-${role} ${process.pid}`);
  if (!connected) return { status: "no-answer" };
  const { client, sharesPassword } = connected;
  try {
    const { rows } = await client.query("SELECT pg_try_advisory_lock($1) AS held", [LOCK]);
    if (rows[0]?.held) {
      // Only under the lock: a server of an earlier version that runs on it knows no other password.
      if (sharesPassword) await client.query(`ALTER ROLE ${SUPERUSER} PASSWORD ${client.escapeLiteral(passwords.superuser)}`);
      return { status: "held", client };
    }
    const holder = await findHolder(client);
    await client.end();
    return holder ? { status: "taken", holder } : { status: "no-answer" };
  } catch {
    await client.end().catch(() => {});
    return { status: "no-answer" };
  }
}

type Connected = { client: pg.Client; sharesPassword: boolean };

/** In a folder of an earlier version the superuser has the console's password. Returns null when there is no connection. */
async function connectAsSuperuser(
  server: ServerAddress,
  { superuser, console }: DatabasePasswords,
  name: string,
): Promise<Connected | null> {
  for (const password of [superuser, console]) {
    const client = new DatabaseClient({ ...databaseConnection(supervisorUrl(server, password)), application_name: name });
    client.on("error", () => {});
    try {
      await client.connect();
      return { client, sharesPassword: password !== superuser };
    } catch (error) {
      await client.end().catch(() => {});
      if ((error as { code?: string }).code !== "28P01") return null;
    }
  }
  throw new OperatorError(WRONG_PASSWORD);
}

async function findHolder(client: pg.Client): Promise<Holder | null> {
  const { rows } = await client.query(
    `SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'advisory' AND granted AND objid = $1::int8::oid`,
    [LOCK],
  );
  const [, role, pid] = /^latchkey-(server|admin) (\d+)$/.exec(rows[0]?.name ?? "") ?? [];
  return role && pid ? { role: role as Role, pid: Number(pid), alive: isAlive(Number(pid)) } : null;
}
