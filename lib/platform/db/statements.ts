import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { isSerializationFailure } from "./errors";
import { Prisma } from "./generated/client";
import type { Queryable } from "./pool";

/** A part of a statement; interpolated values become parameters. */
export const sql = Prisma.sql;
export type Sql = Prisma.Sql;

/** The name of a table or column, which is written in our code and never comes from user input. */
export function named<Name extends string>(name: string extends Name ? never : Name): Sql {
  return Prisma.raw(name);
}

/** Escapes `text` for `startsWith`, `endsWith` and `contains`: Prisma passes it to LIKE, where `\`, `%` and `_` are special. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** Several times the number of the console's statements; each costs every connection some kilobytes. */
const LIMIT = 500;
const UNNAMED = "";

/**
 * Names for prepared statements, by their text, so that PostgreSQL parses each once per connection. The number is limited,
 * because a list in a statement makes a new text for every length. None behind a pooler, where the next statement may reach
 * another server, or one with a statement of that name.
 */
export function createStatementNames(isPooled: boolean): (statement: { sql: string }) => string {
  if (isPooled) return () => UNNAMED;
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= LIMIT) return UNNAMED;
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}

type Written = [text: TemplateStringsArray | Sql, ...values: unknown[]];

/**
 * Runs raw SQL: the database client and its raw transactions on the driver under Prisma, or a transaction of Prisma's client by way of
 * Prisma. A 64-bit column is a string on the driver and a bigint by way of Prisma, so statements cast it to `int`.
 */
export type Statements = {
  $queryRaw<Rows>(...statement: Written): Promise<Rows>;
  $executeRaw(...statement: Written): Promise<number>;
};

/** A transaction of raw statements, on the driver; retried after a deadlock or a serialization failure. */
export type RawTransaction = <T>(work: (tx: Statements) => Promise<T>) => Promise<T>;

type NameStatement = (statement: { sql: string }) => string;

/** Statements outside a transaction on a pool, or those of a transaction on its connection. */
export function statementsOn(connection: Queryable, nameOf: NameStatement): Statements {
  const run = ([text, ...given]: Written): Promise<pg.QueryResult> => {
    const statement = "raw" in text ? sql(text, ...given) : text;
    return connection.query({ name: nameOf({ sql: statement.text }), text: statement.text, values: statement.values });
  };
  return {
    $queryRaw: async <Rows>(...statement: Written) => (await run(statement)).rows as Rows,
    $executeRaw: async (...statement) => (await run(statement)).rowCount ?? 0,
  };
}

export function rawTransactionsOn(pool: pg.Pool, nameOf: NameStatement): RawTransaction {
  return (work) => retryTransaction(() => transact(pool, (client) => work(statementsOn(client, nameOf))));
}

async function transact<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isLost = false;
  // No other listener exists while the connection is checked out; the current or next statement reports the loss.
  const ignore = () => {};
  client.on("error", ignore);
  try {
    await client.query("BEGIN");
    const result = await work(client);
    const { command } = await client.query("COMMIT");
    if (command !== "COMMIT") throw new Error("the transaction holds a statement that failed, and was undone");
    return result;
  } catch (error) {
    isLost = await client.query("ROLLBACK").then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    client.off("error", ignore);
    client.release(isLost);
  }
}

/** Enough for several transactions on the same rows; after that the conflict is reported as an error. */
const MAX_ATTEMPTS = 4;
const FIRST_DELAY_MS = 10;

/**
 * Retries `transact` when PostgreSQL has rolled it back because of a deadlock or a serialization failure. The whole
 * transaction is retried, so its function may run more than once: it must change nothing but the database.
 */
export async function retryTransaction<T>(transact: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await transact();
    } catch (error) {
      if (tried === MAX_ATTEMPTS || !isSerializationFailure(error)) throw error;
      await delay(FIRST_DELAY_MS * 2 ** tried * (0.5 + Math.random()));
    }
  }
}
