import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { log } from "@/lib/platform/log";
import { ConfiguredClient, type ConfiguredClientOptions, type DatabaseTarget } from "./connection-settings";
import { CONNECT_TIMEOUT_MS, ConnectionShare } from "./connection-share";
import { redactErrorValues } from "./errors";
import { messagesOf, socketOf } from "./pg-internals";

/** Limits for a statement and for an idle transaction, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** Longer than any statement may run and any connection may be idle: a server silent for that long is unreachable. */
const SILENCE_LIMIT_MS = 12_000;

/** PostgreSQL has no connection left: in total, for this database, or for this role. */
const TOO_MANY_CONNECTIONS = "53300";

/** How often a pool without a single connection asks for one, and how often it may ask before the request is refused. */
const RETRY_MS = 100;
const RETRIES = 50;

/** How long a pool opens no further connections. */
const LOWER_LIMIT_MS = 5_000;

type AcquiredConnection = Parameters<pg.Pool["connect"]>[0];

/** The part of a pool that runs single statements. */
export type Queryable = Pick<pg.Pool, "query">;

export type PoolState = { open: number; idle: number; waiting: number };

type PoolConfig = pg.PoolConfig & ConfiguredClientOptions & { max: number; reserved: number };

/**
 * Up to `max` connections in two shares, whose requests do not wait for each other: reserved statements hold up to `reserved` of them
 * and never more than half, also while the server allows fewer (see `#lowerLimit`); all other work holds the rest.
 *
 * Behind a pooler a statement outside a transaction gets its own transaction, whose three parts are sent at once (see
 * `ConfiguredClient`).
 */
export class SharedPool extends pg.Pool {
  readonly #isPooled: boolean;
  readonly #general: ConnectionShare;
  readonly #reserved: ConnectionShare;
  #isLowered = false;

  constructor({ reserved, ...config }: PoolConfig) {
    // Pipelining: sends statements without waiting for the previous answer. COPY is not possible then.
    const pipeline = config.session.isPooled;
    super({ ...config, pipeline, Client: ConfiguredClient as unknown as new () => pg.Client } as pg.PoolConfig);
    this.#isPooled = config.session.isPooled;
    const reservedNow = () => Math.min(reserved, Math.floor(this.options.max / 2));
    this.#general = new ConnectionShare(() => this.options.max - reservedNow());
    this.#reserved = new ConnectionShare(() => Math.max(1, reservedNow()));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: AcquiredConnection): void;
  override connect(callback?: AcquiredConnection): Promise<pg.PoolClient> | undefined {
    const taken = this.#take(this.#general);
    if (!callback) return taken;
    taken.then(
      (client) => callback(undefined, client, client.release),
      (error: Error) => callback(error, undefined, () => {}),
    );
    return undefined;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the overloads of node-postgres, of which ours changes no type.
  override query(...[statement]: any[]): any {
    return this.#run(this.#general, statement);
  }

  /** Runs statements on the reserved connections. */
  readonly reserved: Queryable = {
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    query: (...[statement]: any[]): any => this.#run(this.#reserved, statement),
  };

  /** How many connections there are, and how many requests wait for one. */
  state(): PoolState {
    const waiting = this.#general.waiting + this.#reserved.waiting + this.waitingCount;
    return { open: this.totalCount, idle: this.idleCount, waiting };
  }

  /** Closes idle connections, so that new ones reach the current server. */
  async closeIdle(): Promise<void> {
    const idle = await Promise.all(Array.from({ length: this.idleCount }, () => super.connect().catch(() => null)));
    for (const client of idle) client?.release(true);
  }

  async #take(share: ConnectionShare): Promise<pg.PoolClient> {
    await share.enter();
    try {
      const client = await this.#acquire();
      const { release } = client;
      client.release = (destroy) => {
        release.call(client, destroy);
        share.leave();
      };
      return client;
    } catch (error) {
      share.leave();
      throw error;
    }
  }

  /** If the server has no connection left, the pool uses only its open ones, and the request waits in the queue for one, like all others. */
  async #acquire(): Promise<pg.PoolClient> {
    for (let tried = 0; ; tried++) {
      try {
        return dropReadOnly(await super.connect());
      } catch (error) {
        if ((error as { code?: string }).code !== TOO_MANY_CONNECTIONS || tried === RETRIES) throw error;
        this.#lowerLimit();
        if (this.totalCount === 0) await delay(RETRY_MS);
      }
    }
  }

  #lowerLimit(): void {
    if (!this.#isLowered) {
      const { max } = this.options;
      this.#isLowered = true;
      setTimeout(() => {
        this.options.max = max;
        this.#isLowered = false;
      }, LOWER_LIMIT_MS).unref();
    }
    this.options.max = Math.max(1, this.totalCount);
  }

  async #run(share: ConnectionShare, statement: pg.QueryConfig): Promise<pg.QueryResult> {
    const client = await this.#take(share);
    const ignore = () => {};
    client.on("error", ignore);
    const steps = this.#isPooled ? ["BEGIN", statement, "COMMIT"] : [statement];
    const outcomes = await Promise.allSettled(steps.map(async (step) => client.query(step as pg.QueryConfig)));
    client.off("error", ignore);
    // A connection whose statement failed may hold an outdated plan of it; a pooler's has none, and lives on after a rolled back transaction.
    const isBroken = outcomes.some(({ status }, step) => status === "rejected" && !(this.#isPooled && step === 1));
    client.release(isBroken);
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    return (outcomes[steps.indexOf(statement)] as PromiseFulfilledResult<pg.QueryResult>).value;
  }
}

/** Opens a pool of `connections`, and beside them up to `reserved` for its reserved share; nothing is sent until the first query. */
export function openPool(target: DatabaseTarget, name: string, connections: number, reserved = 0): SharedPool {
  const pool = new SharedPool({
    application_name: name,
    max: connections + reserved,
    reserved,
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

const READ_ONLY_SQLSTATE = "25006";

/** A read-only connection is closed on release: the next one may reach the writable server. */
function dropReadOnly(client: pg.PoolClient): pg.PoolClient {
  const { release } = client;
  const messages = messagesOf(client);
  let isReadOnly = false;
  const listen = ({ code }: { code?: string }) => {
    isReadOnly ||= code === READ_ONLY_SQLSTATE;
  };
  messages.on("errorMessage", listen);
  client.release = (destroy) => {
    messages.off("errorMessage", listen);
    release.call(client, destroy || isReadOnly);
  };
  return client;
}
