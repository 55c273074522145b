import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { createDatabase } from "@/lib/testing/create-database";
import { checkDatabaseUrl, probeReadOnly } from "./check-connection";
import { connect } from "./connect";
import { readDatabaseTarget } from "./connection-settings";
import { withParameters } from "./database-url";
import { classifyDatabaseError } from "./errors";

/** An address that names the same read-only server twice, and a connection that counts the sessions in that database. */
async function readOnlyServers() {
  const name = `read_only_${randomUUID()}`;
  const url = await createDatabase(inject("databaseServerUrl"), name);
  const admin = new pg.Client({ connectionString: inject("databaseServerUrl") });
  await admin.connect();
  onTestFinished(() => admin.end());
  await admin.query(`ALTER DATABASE "${name}" SET default_transaction_read_only = on`);
  const [host, port] = [new URL(url).searchParams.get("host"), new URL(url).port];
  const sessions = async () =>
    (await admin.query("SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = $1", [name])).rows[0].count;
  return { url: withParameters(url, { host: `${host},${host}`, port }), sessions };
}

test("a search without a writable server leaves no session on the servers that it tried", async () => {
  const { url, sessions } = await readOnlyServers();
  for (let probes = 0; probes < 5; probes++) await probeReadOnly(readDatabaseTarget(url));
  await expect(checkDatabaseUrl(url)).rejects.toThrow(/accepts no changes/);
  await expect.poll(sessions).toBe(0);
});

test("a list of read-only servers is read-only, not unreachable", async () => {
  const { url } = await readOnlyServers();
  expect(await probeReadOnly(readDatabaseTarget(url))).toBe(true);
  const { db, disconnect } = connect(url, "latchkey-test", 1);
  onTestFinished(disconnect);
  expect(await db.$queryRaw`SELECT 1`.then(() => null, classifyDatabaseError)).toBe("read-only");
  expect(await db.user.count().then(() => null, classifyDatabaseError)).toBe("read-only");
});
