import { inspect } from "node:util";
import { beforeEach, expect, test } from "vitest";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser } from "@/lib/testing/users";
import type { Db } from "./connect";
import type { Statements } from "./statements";

const MARK = "marked-value";

let db: Db;
beforeEach(async () => {
  const { deps } = await createTestDeps();
  ({ db } = deps);
  await addUser(deps, MARK);
});

/** All parts of the error that a log could print. */
async function shown(query: () => Promise<unknown>): Promise<string> {
  const error = await query().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  return `${inspect(error, { depth: 20, showHidden: true })} ${JSON.stringify(error)} ${(error as Error).stack}`;
}

const now = new Date(0);
const user = { username: "x", usernameKey: MARK, createdAt: now };

const FAILURES: [string, RegExp, () => Promise<unknown>][] = [
  ["a value that is taken", /P2002/, () => db.user.create({ data: user })],
  ["the same in a transaction", /P2002/, () => db.$transaction((tx) => tx.user.create({ data: user }))],
  ["a raw statement that gives a name twice", /23505/, () => insertRaw(db)],
  ["the same by way of Prisma", /23505/, () => db.$transaction(insertRaw)],
  ["a text that is no id", /22P02/, () => db.$queryRaw`SELECT ${MARK}::text::uuid`],
  ["the same by way of Prisma", /22P02/, () => db.$transaction((tx) => tx.$queryRaw`SELECT ${MARK}::text::uuid`)],
  ["a text that is none of an enum", /22P02/, () => db.$queryRaw`SELECT ${MARK}::text::"Factor"`],
  ["a text that is no time", /22007/, () => db.$queryRaw`SELECT ${MARK}::text::timestamptz`],
  ["a row that lacks something", /23502/, () => db.$executeRaw`INSERT INTO users (id, username) VALUES (gen_random_uuid(), ${MARK})`],
  [
    "a call that Prisma refuses",
    /refuses the arguments of prisma.user.create\(\)/,
    () => db.user.create({ data: { ...user, nothing: MARK } as never }),
  ],
  ["a statement that takes too long", /57014/, () => db.$rawTransaction(slow)],
  ["the same by way of Prisma", /57014/, () => db.$transaction(slow)],
];

async function insertRaw(by: Statements): Promise<unknown> {
  return by.$executeRaw`INSERT INTO users (id, username, username_key, created_at) VALUES (gen_random_uuid(), '', ${MARK}, now())`;
}

async function slow(tx: Statements): Promise<unknown> {
  await tx.$executeRaw`SET LOCAL statement_timeout = 50`;
  return tx.$queryRaw`SELECT ${MARK}::text, pg_sleep(5)::text`;
}

test.each(FAILURES)("%s: the error names its kind (%s) and holds no value", async (_, message, query) => {
  const text = await shown(query);
  expect(text).toMatch(message);
  expect(text).not.toContain(MARK);
});
