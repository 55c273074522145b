import { PrismaPg } from "@prisma/adapter-pg";
import { type DatabaseTarget, readDatabaseTarget } from "./connection-settings";
import { CONNECT_TIMEOUT_MS } from "./connection-share";
import { redactArguments } from "./errors";
import { PrismaClient } from "./generated/client";
import { openPool, type PoolState, type SharedPool } from "./pool";
import {
  createStatementNames,
  type RawTransaction,
  rawTransactionsOn,
  retryTransaction,
  type Statements,
  statementsOn,
} from "./statements";

type Unused = "$connect" | "$disconnect" | "$on" | "$use" | "$extends" | keyof Statements;

/**
 * The database client: Prisma's, whose types know the schema, with raw SQL on the driver under it. Prisma takes longer to build a
 * statement and read its rows than PostgreSQL to answer, so the queries of every request and sign-in are raw.
 */
export type Db = Omit<PrismaClient, Unused> &
  Statements & {
    $rawTransaction: RawTransaction;
    /** Single statements on connections that no other work waits for or holds. */
    $reserved: Statements;
  };

/** The client, or that of a running transaction of Prisma's. */
export type Transaction = Omit<Db, "$transaction" | "$rawTransaction" | "$reserved">;

export type Connection = {
  db: Db;
  /** For further connections to the same database. */
  target: DatabaseTarget;
  poolState(): PoolState;
  closeIdle(): Promise<void>;
  /** Waits until every connection has been returned. */
  disconnect(): Promise<void>;
};

/**
 * Interactive transactions wait for a connection as long as any statement does, and are rolled back when they hold it longer
 * than one statement may take.
 */
const TRANSACTION_LIMITS = { maxWait: CONNECT_TIMEOUT_MS, timeout: 10_000 };

/** Opens a pool of up to `connections`, and `reserved` beside them for `$reserved`; nothing is sent until the first query. */
export function connect(databaseUrl: string, name: string, connections = 10, reserved = 0): Connection {
  const target = readDatabaseTarget(databaseUrl);
  const pool = openPool(target, name, connections, reserved);
  const { schema, isPooled } = target.session;
  const statementNameGenerator = createStatementNames(isPooled);
  const client = new PrismaClient({
    adapter: new PrismaPg(pool, { schema, statementNameGenerator }),
    transactionOptions: TRANSACTION_LIMITS,
    errorFormat: "minimal",
  });
  let ended: Promise<void> | undefined;
  return {
    db: createDb(redactArguments(client), pool, statementNameGenerator),
    target,
    poolState: () => pool.state(),
    closeIdle: () => pool.closeIdle(),
    disconnect: () => {
      ended ??= client.$disconnect().then(() => pool.end());
      return ended;
    },
  };
}

/** Prisma's client with raw SQL on the driver, and with every transaction retried after a deadlock (see statements.ts). */
function createDb(client: PrismaClient, pool: SharedPool, nameOf: ReturnType<typeof createStatementNames>): Db {
  const transact = client.$transaction.bind(client) as (...args: unknown[]) => Promise<unknown>;
  const own = new Map<string | symbol, unknown>(
    Object.entries({
      ...statementsOn(pool, nameOf),
      $transaction: (...args: unknown[]) => retryTransaction(() => transact(...args)),
      $rawTransaction: rawTransactionsOn(pool, nameOf),
      $reserved: statementsOn(pool.reserved, nameOf),
    }),
  );
  const get = (target: PrismaClient, name: string | symbol) => own.get(name) ?? Reflect.get(target, name);
  return new Proxy(client, { get }) as unknown as Db;
}
