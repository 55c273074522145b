import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/test-database";
import { classifyDatabaseError } from "./errors";
import { type Statements, sql } from "./statements";

const AT = new Date("2026-03-04T05:06:07.089Z");

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase(1);
  onTestFinished(database.disconnect);
  await database.db.$executeRaw`CREATE TABLE notes (id int PRIMARY KEY, text text)`;
});

const note = (tx: Statements, id: number, text = "text") => tx.$executeRaw`INSERT INTO notes VALUES (${id}, ${text})`;
const noted = async () => (await database.db.$queryRaw<{ id: number }[]>`SELECT id FROM notes ORDER BY id`).map(({ id }) => id);

test.each(["UTC", "Asia/Kathmandu"])(
  "values go in and come out as they do by way of Prisma, in any part of the world (%s), and a statement can have parts",
  async (zone) => {
    vi.stubEnv("TZ", zone);
    onTestFinished(() => void vi.unstubAllEnvs());
    const values = [AT, Buffer.from("bytes"), ["a", 'b"{,}', null], true, null, "' OR 1=1 --"];
    const [at, bytes, texts, yes, nothing, text] = values;
    const read = ({ $queryRaw }: Statements) => $queryRaw`
    SELECT ${at}::timestamptz AS at, ${bytes}::bytea AS bytes, ${texts}::text[] AS texts, ${yes}::boolean AS yes, ${nothing}::text AS nothing,
      ${sql`${text}::text`} AS text`;
    const [row] = (await read(database.db)) as [Record<string, unknown>];
    expect(Object.values(row)).toEqual(values);
    const byPrisma = database.db.$transaction((tx) => read({ $queryRaw: tx.$queryRaw.bind(tx) } as Statements));
    expect(await byPrisma).toMatchObject([{ at, texts, yes, nothing, text }]);
  },
);

test("raw statements of the client and of a raw transaction are the driver's, and those of a transaction of Prisma's client are Prisma's", async () => {
  const { db } = database;
  const count = (on: Statements) => on.$queryRaw`SELECT count(*) AS count FROM notes`;
  expect([await count(db), await count(db.$reserved), await db.$rawTransaction(count)]).toEqual(Array(3).fill([{ count: "0" }]));
  expect(await db.$transaction(count)).toEqual([{ count: 0n }]);
});

test("a transaction commits, or is rolled back when it throws, and releases its connection", async () => {
  expect(await database.db.$rawTransaction(async (tx) => (await note(tx, 1)) + (await note(tx, 2)))).toBe(2);
  const refused = database.db.$rawTransaction(async (tx) => {
    await note(tx, 3);
    throw new Error("refused");
  });
  await expect(refused).rejects.toThrow("refused");
  expect(await noted()).toEqual([1, 2]);
});

test("a transaction with a failed statement is not reported as committed, even if the error was caught", async () => {
  const careless = database.db.$rawTransaction(async (tx) => {
    await note(tx, 1);
    await note(tx, 1).catch(() => {});
  });
  await expect(careless).rejects.toThrow("was undone");
  expect(await noted()).toEqual([]);
});

test("a transaction whose connection is lost is rolled back, and the connection is replaced", async () => {
  const other = await createTestDatabase(1);
  onTestFinished(other.disconnect);
  const cutOff = database.db.$rawTransaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
    await note(tx, 1);
    await other.db.$queryRaw`SELECT pg_terminate_backend(${row?.pid}::int, 5000)`;
    await note(tx, 2);
  });
  expect(await cutOff.then(() => null, classifyDatabaseError)).toBe("unreachable");
  expect(await noted()).toEqual([]);
});
