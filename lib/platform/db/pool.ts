import pg from "pg";
import { log } from "@/lib/platform/log";
import { hideValues } from "./hide-values";
import { socketOf } from "./socket";
import { takeConnection } from "./take-connection";

/** How long a statement may run, or a transaction do nothing, and how long to wait for a connection, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 10_000;
export const CONNECT_TIMEOUT_MS = 5_000;

/** Longer than any statement may take and any connection lies idle: a server silent for that long is not there any more. */
const SILENCE_LIMIT_MS = 12_000;

/** Who waits for a connection holds memory and a browser: at a millisecond a statement this is half a second of work. */
const QUEUE_LIMIT = 500;

type Taken = Parameters<pg.Pool["connect"]>[0];

/** Up to `connections` connections; a request beyond the queue for them is refused at once, so that nothing piles up. */
class BoundedPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Taken): void;
  override connect(callback?: Taken): Promise<pg.PoolClient> | undefined {
    const full = this.waitingCount >= QUEUE_LIMIT;
    const taken = full ? Promise.reject(new QueueFull()) : takeConnection(this, () => super.connect());
    if (!callback) return taken;
    taken.then(
      (client) => callback(undefined, client, client.release),
      (error: Error) => callback(error, undefined, () => {}),
    );
    return undefined;
  }
}

/** Bears PostgreSQL's own code for a server with too many connections. */
class QueueFull extends Error {
  readonly code = "53300";
  constructor() {
    super(`${QUEUE_LIMIT} requests wait for a database connection already`);
  }
}

/** Opens a pool; nothing is sent until the first query. */
export function openPool(databaseUrl: string, name: string, connections: number): pg.Pool {
  const pool = new BoundedPool({
    connectionString: databaseUrl,
    application_name: name,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
  });
  pool.on("connect", endWhenSilent);
  pool.on("connect", hideValues);
  pool.on("error", (error) => {
    // `end` does not wait for its connections to close, so a database that stops right after it still cuts some off.
    if (!pool.ending) log.debug({ reason: error.message }, "a database connection was lost");
  });
  return pool;
}

/**
 * `statement_timeout` is kept by the server, which cannot tell of it through a network that has gone: without this, every
 * connection would hang until TCP gives up, a quarter of an hour later.
 */
function endWhenSilent(client: pg.PoolClient): void {
  const stream = socketOf(client);
  stream.setTimeout(SILENCE_LIMIT_MS, () => stream.destroy(new Error("Connection terminated: the database is silent")));
}
