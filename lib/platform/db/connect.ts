import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { log } from "@/lib/platform/log";
import { PrismaClient } from "./generated/client";

/** The database client, or the one of a transaction under way. */
export type Db = Omit<PrismaClient, "$connect" | "$disconnect" | "$on" | "$use" | "$extends">;
export type Transaction = Omit<Db, "$transaction">;

/** Runs one named statement, planned once a connection and outside any transaction: for what every request asks. */
export type Prepared = <Row extends object>(statement: { name: string; text: string }, values: unknown[]) => Promise<Row[]>;

export type PoolState = { open: number; idle: number; waiting: number };

export type Connection = { db: Db; prepared: Prepared; poolState(): PoolState; disconnect(): Promise<void> };

/** How long a statement may run, and how long to wait for a connection, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** Opens a pool of up to `connections`; nothing is sent until the first query. */
export function connect(databaseUrl: string, name: string, connections = 10): Connection {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: name,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
  });
  pool.on("error", (error) => {
    // `end` does not wait for its connections to close, so a database that stops right after it still cuts some off.
    if (!pool.ending) log.warn({ reason: error.message }, "a database connection was lost");
  });
  const db = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    db,
    prepared: async <Row extends object>(statement: { name: string; text: string }, values: unknown[]) =>
      (await pool.query<Row>({ ...statement, values })).rows,
    poolState: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    async disconnect() {
      await db.$disconnect();
      await pool.end();
    },
  };
}
