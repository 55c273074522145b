import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { log } from "@/lib/platform/log";
import { ConfiguredClient, type ConfiguredClientOptions, type DatabaseTarget } from "./connection-settings";
import { socketOf } from "./database-client";
import { redactErrorValues } from "./errors";

/** Limits for a statement, an idle transaction, and the wait for a connection, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 10_000;
export const CONNECT_TIMEOUT_MS = 5_000;

/** Longer than any statement may run and any connection may be idle: a server silent for that long is unreachable. */
const SILENCE_LIMIT_MS = 12_000;

/** Waiting requests hold memory and a client: at a millisecond a statement this is half a second of work. */
const QUEUE_LIMIT = 500;

type AcquiredConnection = Parameters<pg.Pool["connect"]>[0];

/**
 * Up to `max` connections; a request beyond the limit of the queue is refused at once. Behind a pooler a statement
 * outside a transaction gets its own transaction, whose three parts are sent at once (see `ConfiguredClient`).
 */
class BoundedPool extends pg.Pool {
  readonly #isPooled: boolean;

  constructor(config: pg.PoolConfig & ConfiguredClientOptions) {
    // Pipelining: sends statements without waiting for the previous answer. COPY is not possible then.
    const pipeline = config.session.isPooled;
    super({ ...config, pipeline, Client: ConfiguredClient as unknown as new () => pg.Client } as pg.PoolConfig);
    this.#isPooled = config.session.isPooled;
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: AcquiredConnection): void;
  override connect(callback?: AcquiredConnection): Promise<pg.PoolClient> | undefined {
    const full = this.waitingCount >= QUEUE_LIMIT;
    const taken = full ? Promise.reject(new QueueFull()) : acquireConnection(this, () => super.connect());
    if (!callback) return taken;
    taken.then(
      (client) => callback(undefined, client, client.release),
      (error: Error) => callback(error, undefined, () => {}),
    );
    return undefined;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the overloads of node-postgres, of which ours changes no type.
  override query(...given: any[]): any {
    return this.#isPooled ? this.#queryInTransaction(given[0]) : (super.query as (...all: unknown[]) => unknown).apply(this, given);
  }

  async #queryInTransaction(statement: pg.QueryConfig): Promise<pg.QueryResult> {
    const client = await this.connect();
    const ignore = () => {};
    client.on("error", ignore);
    const [begun, answered, ended] = await Promise.allSettled([client.query("BEGIN"), client.query(statement), client.query("COMMIT")]);
    client.off("error", ignore);
    const failed = [begun, ended].some(({ status }) => status === "rejected");
    client.release(failed);
    for (const outcome of [begun, answered, ended]) if (outcome.status === "rejected") throw outcome.reason;
    return (answered as PromiseFulfilledResult<pg.QueryResult>).value;
  }
}

/** Has PostgreSQL's code for too many connections. */
class QueueFull extends Error {
  readonly code = "53300";
  constructor() {
    super(`${QUEUE_LIMIT} requests wait for a database connection already`);
  }
}

/** Opens a pool; nothing is sent until the first query. */
export function openPool(target: DatabaseTarget, name: string, connections: number): pg.Pool {
  const pool = new BoundedPool({
    application_name: name,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...target,
    limits: { statementMs: STATEMENT_TIMEOUT_MS, idleInTransactionMs: STATEMENT_TIMEOUT_MS },
    keepAlive: true,
  });
  pool.on("connect", endWhenSilent);
  pool.on("connect", redactErrorValues);
  pool.on("error", (error) => {
    // `end` does not wait for its connections to close, so a database that stops right after it still cuts some off.
    if (!pool.ending) log.debug({ reason: error.message }, "a database connection was lost");
  });
  return pool;
}

/**
 * The server enforces `statement_timeout`, but cannot report it over a broken network: without this, every connection
 * would hang until TCP times out, a quarter of an hour later.
 */
function endWhenSilent(client: pg.PoolClient): void {
  const stream = socketOf(client);
  stream.setTimeout(SILENCE_LIMIT_MS, () => stream.destroy(new Error("Connection terminated: the database is silent")));
}

/** PostgreSQL has no connection left: in total, for this database, or for this role. */
const TOO_MANY_CONNECTIONS = "53300";

/** How often a pool without a single connection asks for one, and how often it may ask before the request is refused. */
const RETRY_MS = 100;
const RETRIES = 50;

/** How long a pool opens no further connections. */
const MAKE_DO_MS = 5_000;

type Pool = Pick<pg.Pool, "options" | "totalCount">;

/**
 * Takes a connection by `take`. If the server has none left, the pool uses only its open ones, and the request
 * waits in the queue for one of them, like all others.
 */
async function acquireConnection(pool: Pool, take: () => Promise<pg.PoolClient>): Promise<pg.PoolClient> {
  for (let tried = 0; ; tried++) {
    try {
      return dropReadOnly(await take());
    } catch (error) {
      if ((error as { code?: string }).code !== TOO_MANY_CONNECTIONS || tried === RETRIES) throw error;
      makeDo(pool);
      if (pool.totalCount === 0) await delay(RETRY_MS);
    }
  }
}

const configured = new WeakMap<Pool, number>();

function makeDo(pool: Pool): void {
  if (!configured.has(pool)) {
    const { max } = pool.options;
    configured.set(pool, max);
    setTimeout(() => {
      pool.options.max = max;
      configured.delete(pool);
    }, MAKE_DO_MS).unref();
  }
  pool.options.max = Math.max(1, pool.totalCount);
}

const READ_ONLY_SQLSTATE = "25006";

type Wire = { connection: NodeJS.EventEmitter };

/** A read-only connection is closed on release: the next one may reach the writable server. */
function dropReadOnly(client: pg.PoolClient): pg.PoolClient {
  const { release } = client;
  const { connection } = client as unknown as Wire;
  let isReadOnly = false;
  const listen = ({ code }: { code?: string }) => {
    isReadOnly ||= code === READ_ONLY_SQLSTATE;
  };
  connection.on("errorMessage", listen);
  client.release = (destroy) => {
    connection.off("errorMessage", listen);
    release.call(client, destroy || isReadOnly);
  };
  return client;
}

/** Closes idle connections, so that new ones reach the current server. */
export async function closeIdle(pool: pg.Pool): Promise<void> {
  const idle = await Promise.all(Array.from({ length: pool.idleCount }, () => pool.connect().catch(() => null)));
  for (const client of idle) client?.release(true);
}
