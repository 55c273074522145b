import { withinLoopTime } from "@/lib/platform/loop-timeout";
import { connectionProblem } from "./check-database-url";
import { DatabaseClient, databaseConnection, expectDatabaseUrl } from "./database-client";
import { openPool } from "./pool";

const PROBE_TIMEOUT_MS = 1_500;

/** PostgreSQL refuses for want of room, or this machine has no file or port left: it answers, or was not reached to be tried. */
const PROVES_NOTHING = /^(53\w{3}|EMFILE|ENFILE|ENOBUFS|ENOMEM|EADDRNOTAVAIL)$/;

/**
 * Asks the database for a sign of life on a connection of its own; null when it answers, else why not, without credentials. A
 * process that is too busy to hear the answer in time waits for it: a flood of requests is no outage of the database.
 */
export async function probeDatabase(databaseUrl: string): Promise<string | null> {
  const client = new DatabaseClient({
    application_name: "latchkey-probe",
    ...databaseConnection(databaseUrl),
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
  });
  client.on("error", () => {});
  try {
    await withinLoopTime(
      client.connect().then(() => client.query("SELECT 1")),
      PROBE_TIMEOUT_MS,
    );
    await withinLoopTime(client.end(), PROBE_TIMEOUT_MS);
    return null;
  } catch (error) {
    client.destroy();
    if (PROVES_NOTHING.test(String((error as { code?: unknown }).code))) return null;
    return connectionProblem(error, expectDatabaseUrl(databaseUrl));
  }
}

/**
 * Whether a fresh connection takes changes: not on a standby, nor where `default_transaction_read_only` is on. Null: there is
 * no answer.
 */
export async function probeReadOnly(databaseUrl: string): Promise<boolean | null> {
  const pool = openPool(databaseUrl, "latchkey-probe", 1);
  try {
    return (await withinLoopTime(pool.query("SHOW transaction_read_only"), PROBE_TIMEOUT_MS)).rows[0]?.transaction_read_only === "on";
  } catch {
    return null;
  } finally {
    void pool.end();
  }
}
