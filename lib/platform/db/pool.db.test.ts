import { expect, onTestFinished, test } from "vitest";
import { startDatabaseProxy } from "@/lib/testing/database-proxy";
import { createTestDatabase } from "@/lib/testing/test-database";
import { probeDatabase } from "./check-connection";
import { connect } from "./connect";
import { readDatabaseTarget } from "./connection-settings";
import { classifyDatabaseError } from "./errors";

test("requests beyond the limit of the queue are refused at once and the others answered", async () => {
  const { db, disconnect } = await createTestDatabase(1);
  onTestFinished(disconnect);
  let [hold, finish] = [() => {}, () => {}];
  const held = new Promise<void>((resolve) => {
    hold = resolve;
  });
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const holder = db.$transaction(async () => {
    hold();
    await finished;
  });
  await held;
  const waiting = Array.from({ length: 600 }, () => db.$queryRaw`SELECT 1`.then(() => null, classifyDatabaseError));
  const firstRefused = await Promise.race(waiting);
  expect(firstRefused).toBe("busy");
  finish();
  await holder;
  const outcomes = await Promise.all(waiting);
  expect(outcomes.filter((outcome) => outcome === "busy").length).toBe(100);
  expect(outcomes.filter((outcome) => outcome === null).length).toBe(500);
});

test("an unreachable database is distinguished from other failures, and used again when it is back", async () => {
  const { url, disconnect } = await createTestDatabase();
  const proxy = await startDatabaseProxy(url);
  const { db, disconnect: leave } = connect(proxy.url, "latchkey-test", 2);
  onTestFinished(async () => {
    await leave();
    await proxy.close();
    await disconnect();
  });
  const failure = () => db.user.count().then(() => null, classifyDatabaseError);
  const whenRaw = () => db.$queryRaw`SELECT 1`.then(() => null, classifyDatabaseError);
  const whenRawByPrisma = () => db.$queryRawUnsafe("SELECT 1").then(() => null, classifyDatabaseError);
  const inTransaction = () => db.$transaction((tx) => tx.user.count()).then(() => null, classifyDatabaseError);
  const inRawTransaction = () => db.$rawTransaction((tx) => tx.$queryRaw`SELECT 1`).then(() => null, classifyDatabaseError);
  const ways = [failure, whenRaw, whenRawByPrisma, inTransaction, inRawTransaction];
  const inEachWay = async () => {
    const outcomes = [];
    for (const way of ways) outcomes.push(await way());
    return outcomes;
  };
  expect(await inEachWay()).toEqual([null, null, null, null, null]);
  expect(await probeDatabase(readDatabaseTarget(proxy.url))).toBeNull();
  await proxy.set("gone");
  expect(new Set(await inEachWay())).toEqual(new Set(["unreachable"]));
  expect(await probeDatabase(readDatabaseTarget(proxy.url))).toContain("connection refused");
  await proxy.set("silent");
  expect(await probeDatabase(readDatabaseTarget(proxy.url))).toContain("does not answer");
  await proxy.set("open");
  expect(await inEachWay()).toEqual([null, null, null, null, null]);
  expect(await probeDatabase(readDatabaseTarget(proxy.url))).toBeNull();
});

test.each([
  ["a statement that takes too long", "57014", "busy"],
  ["a full disk", "53100", "disk-full"],
  ["a server that is shutting down", "57P01", "unreachable"],
  ["a bug", "42601", null],
])("%s: %s is %s", async (_what, code, failure) => {
  const { db, disconnect } = await createTestDatabase();
  onTestFinished(disconnect);
  const raise = `DO $$ BEGIN RAISE EXCEPTION 'raised' USING ERRCODE = '${code}'; END $$`;
  expect(await db.$executeRawUnsafe(raise).then(() => "nothing", classifyDatabaseError)).toBe(failure);
});
