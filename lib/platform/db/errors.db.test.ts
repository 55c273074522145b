import { expect, test } from "vitest";
import type { Deps } from "@/lib/platform/deps";
import { createTestDeps } from "@/lib/testing/test-deps";
import { connect, type Transaction } from "./connect";
import { withParameters } from "./database-url";
import { databaseReason } from "./errors";

/** The reason for an error of `act`. */
const reasonOf = (act: Promise<unknown>) => act.then(() => "nothing was thrown", databaseReason);

/** Raw SQL in a transaction of Prisma's client, whose errors have another form than the driver's. */
const byPrisma = ({ db }: Pick<Deps, "db">, work: (tx: Transaction) => Promise<unknown>) => db.$transaction(work);

/** A client of the same database whose sessions begin with these settings. */
async function withSettings<T>(url: string, settings: string, work: (client: ReturnType<typeof connect>) => Promise<T>): Promise<T> {
  const client = connect(withParameters(url, { options: settings }), "latchkey-test", 1);
  return work(client).finally(client.disconnect);
}

test("database errors are described in one line", async () => {
  const { deps } = await createTestDeps();
  const url = deps.config.databaseUrl;
  const change = ({ db }: ReturnType<typeof connect>) => reasonOf(db.user.deleteMany());
  expect(await withSettings(url, "-c default_transaction_read_only=on", change)).toMatch(/^is read-only, .*cannot execute DELETE in a/);
  expect(await withSettings(url, "-c role=pg_read_all_data", change)).toMatch(/^refuses: its user lacks.*permission denied for table/);
  const noTable = /^lacks tables or columns of this version: npm start.*relation "a_later_table" does not exist/;
  expect(await reasonOf(deps.db.$queryRaw`SELECT * FROM a_later_table`)).toMatch(noTable);
  expect(await reasonOf(byPrisma(deps, (tx) => tx.$queryRaw`SELECT * FROM a_later_table`))).toMatch(noTable);
  await deps.db.$transaction(async (tx) => {
    await tx.$executeRaw`LOCK TABLE users`;
    const impatient = connect(url, "latchkey-test", 1);
    const waiting = impatient.db.$transaction(async (other) => {
      await other.$executeRaw`SET LOCAL lock_timeout = 50`;
      await other.user.deleteMany();
    });
    expect(await reasonOf(waiting).finally(impatient.disconnect)).toMatch(/^is blocked by other work: try again \(canceling statement/);
  });
  const ended = /^does not answer, or has ended/;
  expect(await reasonOf(deps.db.$queryRaw`SELECT 1 FROM pg_terminate_backend(pg_backend_pid())`)).toMatch(ended);
  expect(await reasonOf(byPrisma(deps, (tx) => tx.$queryRaw`SELECT 1 FROM pg_terminate_backend(pg_backend_pid())`))).toMatch(ended);
  expect(await reasonOf(deps.db.$queryRaw`SELECT nothing`)).toMatch(/^lacks tables or columns/);
  expect(await reasonOf(deps.db.$queryRaw`SELECT`.then(() => deps.db.$queryRaw`SELECT 1/0`))).toMatch(/^has refused a statement \(/);
  expect(await reasonOf(byPrisma(deps, (tx) => tx.$queryRaw`SELECT 1/0`))).toMatch(/^has refused a statement \(/);
});

test("an unreachable server is not a bug", async () => {
  const { db, disconnect } = connect("postgresql://a:b@127.0.0.1:1/x", "latchkey-test", 1);
  expect(await reasonOf(db.user.findMany())).toMatch(/^does not answer/);
  expect(await reasonOf(db.$queryRaw`SELECT 1`)).toMatch(/^does not answer/);
  expect(await reasonOf(db.$transaction(async (tx) => tx.user.findMany()))).toMatch(/^does not answer/);
  await disconnect();
});

test.each([new TypeError("x is undefined"), new Error("a bug"), null, "text", Object.assign(new Error("no file"), { code: "ENOENT" })])(
  "%s does not come from the database",
  (error) => expect(databaseReason(error)).toBeNull(),
);

test("a full disk is reported as a full disk", () => {
  expect(databaseReason(Object.assign(new Error("could not extend file"), { code: "53100", severity: "ERROR" }))).toBe(
    "has no space left on its disk: nothing can be changed until there is (could not extend file)",
  );
});
