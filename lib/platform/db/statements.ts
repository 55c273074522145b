import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { isSerializationFailure } from "./errors";
import { Prisma } from "./generated/client";

/** A part of a statement; what is put into it becomes a parameter. */
export const sql = Prisma.sql;
export type Sql = Prisma.Sql;

/** A table or column by its name, which is written in our own code and never comes from outside. */
export function named<Name extends string>(name: string extends Name ? never : Name): Sql {
  return Prisma.raw(name);
}

/** `text` for `startsWith`, `endsWith` and `contains`: Prisma hands it to LIKE, to which `\`, `%` and `_` say something else. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** As many as the console has statements, several times over; each costs every connection some kilobytes. */
const LIMIT = 500;
const UNNAMED = "";

/**
 * Names for statements, by their text: PostgreSQL then parses each once a connection, and plans it as often as it thinks
 * worthwhile. None for what comes after the first texts: a list in a statement makes a new text for every length. None
 * behind a pooler either, where the next statement may meet another server, or one with a statement of that name.
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

/** What runs statements that are written out: Prisma's client, a transaction of its, or the driver under both. */
export type Statements = {
  $queryRaw<Rows>(...statement: Written): Promise<Rows>;
  $executeRaw(...statement: Written): Promise<number>;
};

/**
 * The driver under Prisma's client, for what every request or every sign-in asks: Prisma takes longer to make a statement
 * and to read its rows than PostgreSQL to answer. Here a column of 64 bits is a string.
 */
export type Direct = Statements & {
  /** Tried again after a deadlock (see retry.ts). */
  transaction<T>(work: (tx: Statements) => Promise<T>): Promise<T>;
};

type NameStatement = (statement: { sql: string }) => string;

export function directStatements(pool: pg.Pool, nameOf: NameStatement): Direct {
  return {
    ...statementsOn(pool, nameOf),
    transaction: (work) => retryTransaction(() => transact(pool, (client) => work(statementsOn(client, nameOf)))),
  };
}

function statementsOn(connection: pg.Pool | pg.PoolClient, nameOf: NameStatement): Statements {
  const run = ([text, ...given]: Written) => {
    const statement = "raw" in text ? sql(text, ...given) : text;
    return connection.query({ name: nameOf({ sql: statement.text }), text: statement.text, values: statement.values });
  };
  return {
    $queryRaw: async <Rows>(...statement: Written) => (await run(statement)).rows as Rows,
    $executeRaw: async (...statement) => (await run(statement)).rowCount ?? 0,
  };
}

async function transact<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isLost = false;
  // Nobody else listens while the connection is taken; the statement under way, or the next, says that it is gone.
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

/** Enough for a pile-up of several transactions on the same rows; after that somebody should hear of it. */
const MAX_ATTEMPTS = 4;
const FIRST_DELAY_MS = 10;

/**
 * Runs `transact` again when PostgreSQL has undone it because of a deadlock or a serialization failure. What is retried is
 * the whole transaction, so its function may run more than once: it changes nothing but the database.
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
