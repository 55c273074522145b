import { randomUUID } from "node:crypto";
import { beforeEach, expect, inject, onTestFinished, test } from "vitest";
import { createDatabase } from "@/lib/testing/create-database";
import { createRole } from "@/lib/testing/database-role";
import { holdConnections } from "@/lib/testing/hold-connections";
import { type Connection, connect } from "./connect";

let url: string;

beforeEach(async () => {
  url = await createDatabase(inject("databaseServerUrl"), `shares_${randomUUID()}`);
});

function open(databaseUrl: string, connections: number, reserved: number): Connection {
  const connection = connect(databaseUrl, "latchkey-test", connections, reserved);
  onTestFinished(connection.disconnect);
  return connection;
}

/** Holds an advisory lock until the returned function is called. */
async function lock({ db }: Connection): Promise<() => Promise<void>> {
  let [isLocked, unlock] = [() => {}, () => {}];
  const locked = new Promise<void>((resolve) => {
    isLocked = resolve;
  });
  const unlocked = new Promise<void>((resolve) => {
    unlock = resolve;
  });
  const holder = db.$rawTransaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(1)`;
    isLocked();
    await unlocked;
  });
  await locked;
  return async () => {
    unlock();
    await holder;
  };
}

test("reserved statements are answered while all other connections are held and requests wait for them", async () => {
  const { db, poolState } = open(url, 2, 1);
  const release = await holdConnections(db, 2);
  const waiting = Array.from({ length: 5 }, () => db.$queryRaw`SELECT 1`);
  for (let n = 0; n < 5; n++) expect(await db.$reserved.$queryRaw`SELECT ${n}::int AS n`).toEqual([{ n }]);
  expect(poolState()).toMatchObject({ open: 3, waiting: 5 });
  await release();
  expect(await Promise.all(waiting)).toHaveLength(5);
  expect(poolState()).toMatchObject({ open: 3, idle: 3, waiting: 0 });
});

test("other statements are answered while all reserved connections are held and checks wait for them", async () => {
  const { db, poolState } = open(url, 2, 2);
  const unlock = await lock(open(url, 1, 0));
  const checks = Array.from({ length: 6 }, () => db.$reserved.$executeRaw`SELECT pg_advisory_xact_lock_shared(1)`);
  await expect.poll(() => poolState().waiting).toBe(4);
  for (let n = 0; n < 5; n++) expect(await db.$queryRaw`SELECT ${n}::int AS n`).toEqual([{ n }]);
  expect(poolState()).toMatchObject({ waiting: 4 });
  await unlock();
  expect(await Promise.all(checks)).toHaveLength(6);
});

test("with two connections from the server, reserved statements and others have one each", async () => {
  const { roleUrl } = await createRole(url, "CONNECTION LIMIT 2");
  const { db, poolState } = open(roleUrl, 4, 4);
  await Promise.all(Array.from({ length: 8 }, () => db.$queryRaw`SELECT 1`));
  expect(poolState().open).toBe(2);
  const release = await holdConnections(db, 1);
  const waiting = Array.from({ length: 5 }, () => db.$queryRaw`SELECT 1`);
  for (let n = 0; n < 5; n++) expect(await db.$reserved.$queryRaw`SELECT ${n}::int AS n`).toEqual([{ n }]);
  await release();
  expect(await Promise.all(waiting)).toHaveLength(5);
});

test("with one connection from the server, both kinds of statements take turns", async () => {
  const { roleUrl } = await createRole(url, "CONNECTION LIMIT 1");
  const { db, poolState } = open(roleUrl, 4, 4);
  const statements = Array.from({ length: 20 }, (_, n) => (n % 2 ? db.$reserved : db).$queryRaw`SELECT ${n}::int AS n`);
  expect(await Promise.all(statements)).toHaveLength(20);
  expect(poolState()).toMatchObject({ open: 1, waiting: 0 });
});

test("closing the idle connections closes those of both shares", async () => {
  const { db, closeIdle, poolState } = open(url, 2, 2);
  const sleep = (on: Pick<typeof db, "$executeRaw">) => [on.$executeRaw`SELECT pg_sleep(0.1)`, on.$executeRaw`SELECT pg_sleep(0.1)`];
  await Promise.all([...sleep(db), ...sleep(db.$reserved)]);
  expect(poolState()).toMatchObject({ open: 4, idle: 4 });
  await closeIdle();
  expect(poolState()).toMatchObject({ open: 0, waiting: 0 });
});
