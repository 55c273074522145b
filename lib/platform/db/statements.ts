import type pg from "pg";
import { retryTransaction } from "./retry";
import { type Sql, sql } from "./sql";

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
