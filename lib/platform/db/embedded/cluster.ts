import { spawn } from "node:child_process";
import { chown, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { OperatorError } from "@/lib/platform/operator-error";
import { isAlive } from "./postmaster-file";
import type { UnixUser } from "./unix-user";

/** Where a database cluster and the programs for it are, and who runs it. */
export type Cluster = { binaries: string; folder: string; user: UnixUser | null; logFile: string };

/** The cluster's superuser: the supervisor and nobody else. The console signs in as APP_ROLE. */
export const SUPERUSER = "postgres";

/** Followed by the maker's process id and a number of its own. */
const UNFINISHED = ".initialising-";
let count = 0;

const NAMELESS = /could not look up effective user ID/;

/** Nothing of ours: PGDATA, PGPORT or a proxy setting must not reach the database's programs. */
export function programEnvironment(): NodeJS.ProcessEnv {
  return { NODE_ENV: "production", PATH: process.env.PATH, LC_ALL: "C" };
}

/** Whether there is one; in doubt, as with a folder that may not be looked into, there is. */
export async function clusterExists(folder: string): Promise<boolean> {
  return stat(path.join(folder, "PG_VERSION")).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}

/**
 * Makes the cluster beside its place and moves it there whole, so that a run cut off half way leaves nothing that looks
 * like a database. When two do so at once, one of them wins and both go on with its cluster. `stopping` breaks it off.
 */
export async function initialiseCluster(cluster: Cluster, password: string, stopping?: AbortSignal): Promise<void> {
  const unfinished = `${cluster.folder}${UNFINISHED}${process.pid}.${count++}`;
  const passwordFile = `${unfinished}.password`;
  try {
    await removeUnfinished(cluster.folder);
    await mkdir(unfinished, { mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (cluster.user) await giveTo(cluster.user, [unfinished, passwordFile]);
    await runInitdb(cluster, { folder: unfinished, passwordFile, stopping });
    await rename(unfinished, cluster.folder);
  } catch (error) {
    if (!(await clusterExists(cluster.folder))) throw asOperatorError(error, cluster.folder);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function giveTo(user: UnixUser, files: string[]): Promise<void> {
  for (const file of files) await chown(file, user.uid, user.gid);
}

function asOperatorError(error: unknown, folder: string): Error {
  if (error instanceof OperatorError) return error;
  return new OperatorError(`the database folder ${folder} cannot be made: ${error instanceof Error ? error.message : String(error)}`);
}

type Making = { folder: string; passwordFile: string; stopping?: AbortSignal };

async function runInitdb(cluster: Cluster, { folder, passwordFile, stopping }: Making): Promise<void> {
  const flags = ["--auth=scram-sha-256", `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, "--encoding=UTF8"];
  // The built-in provider sorts the same on every system, so the folder survives an upgrade of the system's C library.
  const locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  const child = spawn(path.join(cluster.binaries, "bin", "initdb"), [`--pgdata=${folder}`, ...flags, ...locale], {
    ...cluster.user,
    cwd: "/",
    env: programEnvironment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  stopping?.addEventListener("abort", () => child.kill());
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString("utf8")));
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code === 0) return;
  if (NAMELESS.test(errors)) {
    const uid = cluster.user?.uid ?? process.getuid?.();
    throw new OperatorError(
      `PostgreSQL makes no database for user id ${uid}, which has no name on this machine: add it with useradd, start as another user, or set DATABASE_URL`,
    );
  }
  const reason = /(?:error|FATAL): +(.+)/.exec(errors)?.[1] ?? (errors.trim().split("\n")[0] || `initdb ended with ${code}`);
  throw new OperatorError(`the database in ${cluster.folder} cannot be made: ${reason}`);
}

async function removeUnfinished(folder: string): Promise<void> {
  const prefix = `${path.basename(folder)}${UNFINISHED}`;
  for (const name of await readdir(path.dirname(folder))) {
    const maker = Number(name.slice(prefix.length).split(".")[0]);
    if (name.startsWith(prefix) && !isAlive(maker)) await rm(path.join(path.dirname(folder), name), { recursive: true, force: true });
  }
}
