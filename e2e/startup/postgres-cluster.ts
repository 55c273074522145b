import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { programEnvironment } from "@/lib/platform/db/embedded/cluster";
import { ensureServiceUser, isRoot } from "@/lib/platform/db/embedded/unix-user";
import { createDatabase } from "@/lib/testing/create-database";
import { freePort } from "@/lib/testing/free-port";

/** `restart` with `standby` starts it as a standby that follows no one: it answers, and takes no changes until `promote`. */
export type PostgresCluster = { url: string; restart(how: { standby: boolean }): void; promote(): void };

/** A PostgreSQL server of the programs in `bin`, with an empty database; gone with the test. */
export async function startCluster(bin: string): Promise<PostgresCluster> {
  const { data, user } = newFolder();
  const run = (name: string, ...args: string[]) =>
    execFileSync(path.join(bin, name), args, { ...user, cwd: "/", env: programEnvironment(), stdio: "ignore" });
  run("initdb", `--pgdata=${data}`, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C");
  const port = await freePort();
  const start = () => run("pg_ctl", "start", "--wait", `--pgdata=${data}`, `--log=${data}/log`, "-o", `-p ${port} -k ${data} -h 127.0.0.1`);
  const stop = (mode: string) => run("pg_ctl", "stop", "--wait", `--pgdata=${data}`, `--mode=${mode}`);
  start();
  onTestFinished(() => {
    stop("immediate");
  });
  return {
    url: await createDatabase(`postgresql://postgres:unused@127.0.0.1:${port}/postgres`, "console"),
    restart({ standby }) {
      stop("fast");
      if (standby) writeFileSync(path.join(data, "standby.signal"), "");
      start();
    },
    promote: () => run("pg_ctl", "promote", "--wait", `--pgdata=${data}`),
  };
}

/** Its owner is not root: PostgreSQL refuses to run as root. */
function newFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-cluster-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o711);
  const data = path.join(folder, "data");
  const user = isRoot() ? ensureServiceUser() : null;
  mkdirSync(data, { mode: 0o700 });
  if (user) chownSync(data, user.uid, user.gid);
  return { data, user };
}
