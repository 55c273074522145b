import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { getDeps } from "@/lib/http/deps";
import { connect } from "@/lib/platform/db/connect";
import { withParameters } from "@/lib/platform/db/database-url";
import { listMigrations } from "@/lib/platform/db/migrations";
import { setProcessState } from "@/lib/platform/process-state";
import { type DatabaseProxy, startDatabaseProxy } from "@/lib/testing/database-proxy";
import { TEST_CERTIFICATE } from "@/lib/testing/test-certificate";
import { createTestDeps } from "@/lib/testing/test-deps";
import { describeDatabase, isDatabaseDown, isDatabaseReadOnly, readiness, reportDatabaseError, watchReadOnly } from "./outage";

const UNREACHABLE = { code: "ECONNREFUSED" };

let certificate: string;
let proxy: DatabaseProxy;
let query: (sql: string) => Promise<unknown>;

beforeEach(async () => {
  const { deps } = await createTestDeps();
  certificate = path.join(mkdtempSync(path.join(tmpdir(), "latchkey-outage-")), "root.pem");
  writeFileSync(certificate, TEST_CERTIFICATE);
  proxy = await startDatabaseProxy(deps.config.databaseUrl);
  const databaseUrl = withParameters(proxy.url, { sslmode: "prefer", sslrootcert: certificate });
  const connection = connect(databaseUrl, "latchkey-web", 2);
  setProcessState("deps", { deps: { ...deps, config: { ...deps.config, databaseUrl } }, connection });
  query = (sql) => deps.db.$executeRawUnsafe(sql);
  onTestFinished(async () => {
    await connection.disconnect();
    await proxy.close();
    rmSync(path.dirname(certificate), { recursive: true });
  });
});
afterEach(() => {
  for (const key of ["deps", "outage"]) setProcessState(key, undefined);
  vi.restoreAllMocks();
});

test("an outage ends when the database answers, also after a file named in its address was removed", async () => {
  await proxy.set("gone");
  reportDatabaseError(UNREACHABLE);
  await expect.poll(isDatabaseDown).toBe(true);
  rmSync(certificate);
  await proxy.set("open");
  await expect.poll(isDatabaseDown, { timeout: 5_000 }).toBe(false);
});

test("a writable database is noticed, also after a file named in its address was removed", async () => {
  const set = (value: string) =>
    query(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = ${value}', current_database()); END $$`);
  await set("on");
  rmSync(certificate);
  watchReadOnly();
  expect(isDatabaseReadOnly()).toBe(true);
  await set("off");
  await expect.poll(isDatabaseReadOnly, { timeout: 5_000 }).toBe(false);
});

test("an error in the outage watch ends the watch and is logged, and the next failure starts it again", async () => {
  const now = vi.spyOn(getDeps().clock, "now").mockImplementation(() => {
    throw new Error("no clock");
  });
  reportDatabaseError(UNREACHABLE);
  reportDatabaseError({ code: "25006" });
  await expect.poll(() => now.mock.calls.length).toBe(2);
  expect([isDatabaseDown(), isDatabaseReadOnly()]).toEqual([false, false]);
  now.mockRestore();
  await proxy.set("gone");
  reportDatabaseError(UNREACHABLE);
  await expect.poll(isDatabaseDown).toBe(true);
  await proxy.set("open");
  await expect.poll(isDatabaseDown, { timeout: 5_000 }).toBe(false);
});

test("a server is ready with the migrations that it started with, whatever an update does to the files", async () => {
  const names = await listMigrations();
  const folder = vi.spyOn(process, "cwd").mockReturnValue(path.dirname(certificate));
  describeDatabase("the database", names);
  expect(await readiness()).toEqual({ ready: true, reason: null });
  describeDatabase("the database", [...names, "99990101000000_next"]);
  expect(await readiness()).toEqual({ ready: false, reason: "migrations are missing: 99990101000000_next" });
  describeDatabase("the database", names.slice(0, -1));
  expect(await readiness()).toMatchObject({ ready: false, reason: expect.stringContaining(String(names.at(-1))) });
  folder.mockRestore();
});
