import { PrismaPg } from "@prisma/adapter-pg";
import { type DatabaseTarget, readDatabaseTarget } from "./connection-settings";
import { redactArguments } from "./errors";
import { PrismaClient } from "./generated/client";
import { CONNECT_TIMEOUT_MS, closeIdle, openPool } from "./pool";
import { createStatementNames, type Direct, directStatements, retryTransaction } from "./statements";

/** The database client, or the one of a running transaction. */
export type Db = Omit<PrismaClient, "$connect" | "$disconnect" | "$on" | "$use" | "$extends">;
export type Transaction = Omit<Db, "$transaction">;

export type PoolState = { open: number; idle: number; waiting: number };

export type Connection = {
  db: Db;
  direct: Direct;
  /** For further connections to the same database. */
  target: DatabaseTarget;
  poolState(): PoolState;
  closeIdle(): Promise<void>;
  disconnect(): Promise<void>;
};

/**
 * Interactive transactions wait for a connection as long as any statement does, and are rolled back when they hold it longer
 * than one statement may take.
 */
const TRANSACTION_LIMITS = { maxWait: CONNECT_TIMEOUT_MS, timeout: 10_000 };

/** Opens a pool of up to `connections`; nothing is sent until the first query. */
export function connect(databaseUrl: string, name: string, connections = 10): Connection {
  const target = readDatabaseTarget(databaseUrl);
  const pool = openPool(target, name, connections);
  const { schema, isPooled } = target.session;
  const statementNameGenerator = createStatementNames(isPooled);
  const client = new PrismaClient({
    adapter: new PrismaPg(pool, { schema, statementNameGenerator }),
    transactionOptions: TRANSACTION_LIMITS,
    errorFormat: "minimal",
  });
  return {
    db: withRetries(redactArguments(client)),
    direct: directStatements(pool, statementNameGenerator),
    target,
    poolState: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    closeIdle: () => closeIdle(pool),
    async disconnect() {
      await client.$disconnect();
      await pool.end();
    },
  };
}

export type DirectConnection = Pick<Connection, "direct" | "closeIdle" | "disconnect">;

/** A pool for raw SQL without Prisma's client. */
export function connectDirect(target: DatabaseTarget, name: string, connections: number): DirectConnection {
  const pool = openPool(target, name, connections);
  const statementNameGenerator = createStatementNames(target.session.isPooled);
  return { direct: directStatements(pool, statementNameGenerator), closeIdle: () => closeIdle(pool), disconnect: () => pool.end() };
}

/** The client, whose `$transaction` is retried after a deadlock (see statements.ts). */
function withRetries(client: PrismaClient): Db {
  const transact = client.$transaction.bind(client) as (...args: unknown[]) => Promise<unknown>;
  const retrying = (...args: unknown[]) => retryTransaction(() => transact(...args));
  return new Proxy(client, { get: (target, name) => (name === "$transaction" ? retrying : Reflect.get(target, name)) });
}
