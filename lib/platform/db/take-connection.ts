import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";

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
export async function takeConnection(pool: Pool, take: () => Promise<pg.PoolClient>): Promise<pg.PoolClient> {
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

const READ_ONLY = "25006";

type Wire = { connection: NodeJS.EventEmitter };

/** A connection that takes no changes is closed when it is given back: the next one may reach the server that does. */
function dropReadOnly(client: pg.PoolClient): pg.PoolClient {
  const { release } = client;
  const { connection } = client as unknown as Wire;
  let isReadOnly = false;
  const listen = ({ code }: { code?: string }) => {
    isReadOnly ||= code === READ_ONLY;
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
