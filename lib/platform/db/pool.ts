import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { log } from "@/lib/platform/log";
import { ConfiguredClient, type ConfiguredClientOptions, type DatabaseTarget } from "./connection-settings";
import { socketOf } from "./database-client";
import { redactErrorValues } from "./errors";

/** How long a statement may run, or a transaction do nothing, and how long to wait for a connection, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 10_000;
export const CONNECT_TIMEOUT_MS = 5_000;

/** Longer than any statement may take and any connection lies idle: a server silent for that long is not there any more. */
const SILENCE_LIMIT_MS = 12_000;

/** Who waits for a connection holds memory and a browser: at a millisecond a statement this is half a second of work. */
const QUEUE_LIMIT = 500;

type AcquiredConnection = Parameters<pg.Pool["connect"]>[0];

/**
 * Up to `max` connections; a request beyond the queue for them is refused at once, so that nothing piles up. Behind a
 * pooler a statement outside a transaction has one of its own, whose three parts are sent at once (see `ConfiguredClient`).
 */
class BoundedPool extends pg.Pool {
  readonly #isPooled: boolean;

  constructor(config: pg.PoolConfig & ConfiguredClientOptions) {
    // Sends what is asked without waiting for the answer before. COPY is not possible then.
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

/** Bears PostgreSQL's own code for a server with too many connections. */
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
 * `statement_timeout` is kept by the server, which cannot tell of it through a network that has gone: without this, every
 * connection would hang until TCP gives up, a quarter of an hour later.
 */
function endWhenSilent(client: pg.PoolClient): void {
  const stream = socketOf(client);
  stream.setTimeout(SILENCE_LIMIT_MS, () => stream.destroy(new Error("Connection terminated: the database is silent")));
}

/** PostgreSQL has no connection left: for anybody, for this database, or for this role. */
const TOO_MANY_CONNECTIONS = "53300";

/** How often a pool without a single connection asks for one, and how often it may ask before the request is refused. */
const RETRY_MS = 100;
const RETRIES = 50;

/** For how long a pool makes do with the connections that it has got. */
const MAKE_DO_MS = 5_000;

type Pool = Pick<pg.Pool, "options" | "totalCount">;

/**
 * Takes a connection by `take`. Where the server has none left, the pool makes do with those that it has, and the request
 * waits in the queue for one of them, as all others do.
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

/** A connection that takes no changes is closed when it is given back: the next one may reach the server that does. */
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

/** Closes the connections that lie idle, so that the next ones are made to where the database is now. */
export async function closeIdle(pool: pg.Pool): Promise<void> {
  const idle = await Promise.all(Array.from({ length: pool.idleCount }, () => pool.connect().catch(() => null)));
  for (const client of idle) client?.release(true);
}
