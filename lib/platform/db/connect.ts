import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { log } from "@/lib/platform/log";
import { PrismaClient } from "./generated/client";
import { hideValues, hidingArguments } from "./hide-values";

/** The database client, or the one of a transaction under way. */
export type Db = Omit<PrismaClient, "$connect" | "$disconnect" | "$on" | "$use" | "$extends">;
export type Transaction = Omit<Db, "$transaction">;

export type Connection = { db: Db; disconnect(): Promise<void> };

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
  pool.on("connect", hideValues);
  pool.on("error", (error) => {
    // `end` does not wait for its connections to close, so a database that stops right after it still cuts some off.
    if (!pool.ending) log.warn({ reason: error.message }, "a database connection was lost");
  });
  const db = hidingArguments(new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: "minimal" }));
  return {
    db,
    async disconnect() {
      await db.$disconnect();
      await pool.end();
    },
  };
}
