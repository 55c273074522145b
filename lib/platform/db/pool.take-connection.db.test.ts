import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { createDatabase } from "@/lib/testing/create-database";
import { createRole } from "@/lib/testing/database-role";
import { probeReadOnly } from "./check-connection";
import { connect } from "./connect";
import { readDatabaseTarget } from "./connection-settings";
import { classifyDatabaseError } from "./errors";

async function setUp(options: string) {
  const url = await createDatabase(inject("databaseServerUrl"), `taken_${randomUUID()}`);
  const { owner, role, roleUrl } = await createRole(url, options);
  await owner.query(`GRANT CREATE ON SCHEMA public TO "${role}"; CREATE TABLE public.kept (n INT); GRANT ALL ON public.kept TO "${role}"`);
  const connection = connect(roleUrl, "latchkey-test", 10);
  onTestFinished(connection.disconnect);
  return { owner, role, url: roleUrl, ...connection };
}

test("requests wait for the open connections when the server allows fewer than the pool", async () => {
  const { db, poolState } = await setUp("CONNECTION LIMIT 2");
  const requests = Array.from({ length: 30 }, (_, n) =>
    n % 2 ? db.$queryRawUnsafe("SELECT $1::int AS n", n) : db.$queryRaw`SELECT ${n}::int AS n`,
  );
  const rows = (await Promise.all(requests)) as { n: number }[][];
  expect(rows.map(([row]) => row?.n)).toEqual(Array.from({ length: 30 }, (_, n) => n));
  expect(poolState().open).toBe(2);
  const transactions = Array.from({ length: 6 }, () => db.$transaction((tx) => tx.$queryRaw`SELECT 1 AS n`));
  expect(await Promise.all(transactions)).toHaveLength(6);
});

test("a request waits for a free connection while all of the server are in use", async () => {
  const { owner, url, db } = await setUp("CONNECTION LIMIT 1");
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  const waiting = db.$queryRaw<{ n: number }[]>`SELECT 1 AS n`;
  const isSettled = await Promise.race([waiting.then(() => true), owner.query("SELECT 1").then(() => false)]);
  expect(isSettled).toBe(false);
  await other.end();
  expect(await waiting).toEqual([{ n: 1 }]);
});

test("a read-only connection fails with that reason and is not reused", async () => {
  const { owner, role, url, db, closeIdle } = await setUp("");
  const insert = () => db.$rawTransaction((tx) => tx.$executeRaw`INSERT INTO kept VALUES (1)`);
  await owner.query(`ALTER ROLE "${role}" SET default_transaction_read_only = on`);
  expect(await probeReadOnly(readDatabaseTarget(url))).toBe(true);
  expect(await insert().then(() => null, classifyDatabaseError)).toBe("read-only");
  await db.$queryRaw`SELECT 1`;
  await owner.query(`ALTER ROLE "${role}" RESET default_transaction_read_only`);
  expect(await probeReadOnly(readDatabaseTarget(url))).toBe(false);
  expect(await insert().then(() => null, classifyDatabaseError)).toBe("read-only");
  expect(await insert()).toBe(1);

  await owner.query(`ALTER ROLE "${role}" SET default_transaction_read_only = on`);
  await closeIdle();
  await db.$queryRaw`SELECT 1`;
  await owner.query(`ALTER ROLE "${role}" RESET default_transaction_read_only`);
  await closeIdle();
  expect(await insert()).toBe(1);
  expect((await owner.query("SELECT FROM public.kept")).rowCount).toBe(2);
});
