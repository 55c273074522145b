import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { locateBinaries, programEnvironment } from "@/lib/platform/db/embedded/cluster";
import { ensureServiceUser, isRoot, mayRun, type UnixUser } from "@/lib/platform/db/embedded/cluster-owner";
import { createDatabase } from "./create-database";
import { freePort } from "./free-port";

/** `restart` with `standby` starts it as a standby without a primary: read-only until `promote`. */
export type PostgresServer = {
  port: number;
  data: string;
  stop(): void;
  start(): void;
  restart(how: { standby: boolean }): void;
  promote(): void;
};

type Options = {
  /** The folder with the programs of the server; by default the embedded ones. */
  bin?: string;
  settings?: Record<string, string>;
  hba?: string[];
  files?: Record<string, string>;
  encoding?: string;
  copyOf?: PostgresServer;
};

/**
 * A PostgreSQL on a port of 127.0.0.1, removed after the test, whose superuser `postgres` needs no password unless `hba` asks for one:
 * `files` are put into its data folder, where `settings` can name them. `copyOf`: starts as a standby of that server, which must be stopped.
 */
export async function startPostgres({
  bin,
  settings = {},
  hba,
  files = {},
  encoding = "UTF8",
  copyOf,
}: Options = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-postgres-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o711);
  const user = isRoot() ? ensureServiceUser() : null;
  const data = path.join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  if (user) chownSync(data, user.uid, user.gid);
  const programs = bin ?? (await programsFor(user, folder));
  const run = (name: string, ...args: string[]) =>
    execFileSync(path.join(programs, name), args, { ...user, cwd: "/", env: programEnvironment(), stdio: "ignore" });

  if (copyOf) execFileSync("cp", ["-a", `${copyOf.data}/.`, data]);
  else run("initdb", `--pgdata=${data}`, "--username=postgres", "--auth=trust", `--encoding=${encoding}`, "--locale=C", "--no-sync");
  const port = await freePort();
  const all = { fsync: "off", ...settings, port: String(port), listen_addresses: "127.0.0.1", unix_socket_directories: data };
  const lines = Object.entries(all).map(([name, value]) => `${name} = '${value}'\n`);
  appendFileSync(path.join(data, "postgresql.conf"), lines.join(""));
  if (copyOf) writeFileSync(path.join(data, "standby.signal"), "");
  if (hba) writeFileSync(path.join(data, "pg_hba.conf"), `local all all trust\n${hba.join("\n")}\n`);
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(data, name);
    writeFileSync(file, text, { mode: 0o600 });
    if (user) chownSync(file, user.uid, user.gid);
  }
  const start = () => void run("pg_ctl", "start", "--wait", `--pgdata=${data}`, `--log=${path.join(data, "log")}`);
  const stop = () => void run("pg_ctl", "stop", "--wait", "--mode=fast", `--pgdata=${data}`);
  start();
  onTestFinished(() => {
    try {
      run("pg_ctl", "stop", "--wait", "--mode=immediate", `--pgdata=${data}`);
    } catch {
      // Stopped by the test.
    }
  });
  return {
    port,
    data,
    start,
    stop,
    restart({ standby }) {
      stop();
      if (standby) writeFileSync(path.join(data, "standby.signal"), "");
      start();
    },
    promote: () => void run("pg_ctl", "promote", "--wait", `--pgdata=${data}`),
  };
}

/** The address of a new, empty database of the server. */
export function consoleDatabase({ port }: PostgresServer): Promise<string> {
  return createDatabase(`postgresql://postgres:unused@127.0.0.1:${port}/postgres`, "console");
}

/** The programs of the embedded server, or a copy that `user` may run. */
async function programsFor(user: UnixUser | null, folder: string): Promise<string> {
  const home = await locateBinaries();
  if (!user || mayRun(user, path.join(home, "bin", "postgres"))) return path.join(home, "bin");
  cpSync(home, path.join(folder, "binaries"), { recursive: true, verbatimSymlinks: true });
  return path.join(folder, "binaries", "bin");
}
