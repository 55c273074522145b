import pg from "pg";
import { OperatorError } from "@/lib/platform/operator-error";
import { supervisorUrl } from "./app-database";
import { isAlive } from "./postmaster-file";

/** A server holds the folder for as long as it runs, the operator's command line for one command. */
export type Role = "server" | "admin";

/** Who holds the folder; `alive` is false for the moment in which the database has not noticed a killed holder. */
export type Holder = { role: Role; pid: number; alive: boolean };

export type Claim = { status: "held"; client: pg.Client } | { status: "taken"; holder: Holder } | { status: "no-answer" };

const WRONG_PASSWORD = "the embedded database refuses the password in secrets.json: restore both from the same backup of DATA_DIR";

/** Any number will do, as long as it is always the same. */
const LOCK = 76_111;

/**
 * Takes the advisory lock that makes one process the supervisor of the database. It is bound to the connection, so it is
 * gone as soon as that process is, however it ends.
 */
export async function claimDatabase(port: number, password: string, role: Role): Promise<Claim> {
  const application_name = `latchkey-${role} ${process.pid}`;
  const client = new pg.Client({ connectionString: supervisorUrl(port, password), application_name });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query("SELECT pg_try_advisory_lock($1) AS held", [LOCK]);
    if (rows[0]?.held) return { status: "held", client };
    const holder = await findHolder(client);
    await client.end();
    return holder ? { status: "taken", holder } : { status: "no-answer" };
  } catch (error) {
    await client.end().catch(() => {});
    if ((error as { code?: string }).code === "28P01") throw new OperatorError(WRONG_PASSWORD);
    return { status: "no-answer" };
  }
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
