import pg from "pg";
import { connectionProblem } from "./check-database-url";
import { socketOf } from "./socket";

const PROBE_TIMEOUT_MS = 1_500;

/** Asks the database for a sign of life on a connection of its own; null when it answers, else why not, without credentials. */
export async function probeDatabase(databaseUrl: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "latchkey-probe" });
  client.on("error", () => {});
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error("timeout"), { code: "ETIMEDOUT" })), PROBE_TIMEOUT_MS);
  });
  try {
    await Promise.race([client.connect().then(() => client.query("SELECT 1")), tooLong]);
    await Promise.race([client.end(), tooLong]);
    return null;
  } catch (error) {
    socketOf(client).destroy();
    return connectionProblem(error, new URL(databaseUrl));
  } finally {
    clearTimeout(timer);
  }
}
