import { spawnSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { access, chmod, cp, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { OperatorError } from "@/lib/platform/operator-error";
import { type Cluster, clusterExists, locateBinaries } from "./cluster";
import { closedFolders, ensureServiceUser, findUser, isRoot, mayEnter, mayRun, repairCluster, type UnixUser } from "./cluster-owner";
import { isAlive } from "./postmaster-file";
import { fileError } from "./secrets";

/** Location for files that the database's user cannot reach in a private home folder. */
const SHARED_FOLDER = "/var/lib/latchkey";

/** A database's folder and user; `home` is the real path of DATA_DIR. */
export type ClusterLocation = { home: string; folder: string; user: UnixUser | null };

/** Names the folder of the database when it is not `DATA_DIR/postgres`. */
const POINTER_FILE = "postgres-folder";

/**
 * Decides where the database lives and who runs it. An ordinary user: DATA_DIR/postgres, that user. Root: the owner of the
 * database already, else the owner of DATA_DIR, else the service user; in DATA_DIR when that user may enter it, else under
 * /var/lib/latchkey, which `say` reports once.
 */
export async function locateCluster(dataDir: string): Promise<ClusterLocation> {
  const home = await prepareDataDir(dataDir);
  const folder = await clusterFolder(home);
  return { home, folder, user: await clusterUser(home, folder) };
}

/** The same for a start: repaired, and accessible to its user. A running database does not need this. */
export async function prepareCluster({ home, folder, user }: ClusterLocation, say: (line: string) => void): Promise<Cluster> {
  const isInHome = path.dirname(folder) === home && (await clusterExists(folder));
  if (user && isInHome && !mayEnter(user, home)) await letThrough(home, user, say);
  await repairCluster(folder, user, say);
  const binaries = await locateBinaries();
  if (!user) return { binaries, folder, user, logFile: logFileOf(folder) };
  const reachable = await reachableFolder(home, folder, user, say);
  return { binaries: await reachableBinaries(home, binaries, user), folder: reachable, user, logFile: logFileOf(reachable) };
}

/** Beside the database, so that its user can reach it even outside DATA_DIR. */
function logFileOf(folder: string): string {
  return path.join(path.dirname(folder), "postgres.log");
}

/** Short and the same for every path to the same folder. */
export function sharedFolderFor(realDataDir: string): string {
  return path.join(SHARED_FOLDER, createHash("sha256").update(realDataDir).digest("hex").slice(0, 12));
}

/** A new DATA_DIR is private; as root the database's user may pass through it, but not list it. */
export async function prepareDataDir(dataDir: string): Promise<string> {
  try {
    await makeFolder(path.resolve(dataDir), isRoot() ? 0o711 : 0o700);
    return await realpath(dataDir);
  } catch (error) {
    throw new OperatorError(`DATA_DIR ${dataDir} cannot be used: ${(error as Error).message}`);
  }
}

/**
 * Creates `folder` and its missing parents with this mode, independent of the umask. One by one: with `recursive`
 * Node.js loops forever on a file system that answers ENOENT to mkdir, such as /proc.
 */
async function makeFolder(folder: string, mode: number): Promise<void> {
  if (await isFolder(folder)) return;
  if (folder !== path.dirname(folder)) await makeFolder(path.dirname(folder), mode);
  await mkdir(folder, { mode }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST" || !(await isFolder(folder))) throw error;
  });
  await chmod(folder, mode);
}

async function isFolder(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => null);
  return found?.isDirectory() === true;
}

/** The database folder of `home` (a real path), or null if there is none. */
export async function findCluster(home: string): Promise<string | null> {
  const folder = await clusterFolder(home);
  return (await clusterExists(folder)) ? folder : null;
}

/** The existing or future database folder of `home`. */
async function clusterFolder(home: string): Promise<string> {
  const pointer = await readFile(path.join(home, POINTER_FILE), "utf8").catch(() => "");
  return pointer.trim() || path.join(home, "postgres");
}

async function clusterUser(home: string, folder: string): Promise<UnixUser | null> {
  const owner = await stat(folder).catch(() => null);
  if (isRoot()) return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : await userFor(home);
  if (owner && owner.uid !== process.getuid?.()) {
    throw new OperatorError(`The database in ${folder} belongs to user id ${owner.uid}; start as that user or as root`);
  }
  return null;
}

async function userFor(home: string): Promise<UnixUser> {
  const { uid } = await stat(home);
  return (uid === 0 ? null : findUser(uid)) ?? ensureServiceUser();
}

async function reachableFolder(home: string, folder: string, user: UnixUser, say: (line: string) => void): Promise<string> {
  if (mayEnter(user, path.dirname(folder))) return folder;
  if (await clusterExists(folder)) {
    const closed = closedFolders(user, path.dirname(folder)).join(" ");
    throw new OperatorError(
      `The database in ${folder} is out of reach for user id ${user.uid}, who runs it and may not enter every folder above: chmod o+x ${closed}`,
    );
  }
  const shared = sharedFolderFor(home);
  await makeFolder(shared, 0o711);
  await writeFile(path.join(home, POINTER_FILE), `${path.join(shared, "postgres")}\n`, { mode: 0o600 });
  say(`The user who runs the database (user id ${user.uid}) may not enter ${home}: the database is kept in ${shared}`);
  return path.join(shared, "postgres");
}

/** Gives a DATA_DIR that root copied under a strict umask the mode that `prepareDataDir` sets. */
async function letThrough(home: string, user: UnixUser, say: (line: string) => void): Promise<void> {
  const found = await stat(home);
  if (found.uid !== 0 || !closedFolders(user, home).includes(home)) return;
  const mode = (found.mode & 0o777) | 0o711;
  await chmod(home, mode);
  say(`${home} was closed to the user who runs the database (user id ${user.uid}): it has mode 0${mode.toString(8)} now`);
}

async function reachableBinaries(home: string, binaries: string, user: UnixUser): Promise<string> {
  if (mayRun(user, path.join(binaries, "bin", "postgres"))) return binaries;
  const { version } = JSON.parse(await readFile(path.join(binaries, "..", "package.json"), "utf8")) as { version: string };
  const copy = path.join(sharedFolderFor(home), `programs-${version}`);
  if (mayRun(user, path.join(copy, "bin", "postgres"))) return copy;
  await makeFolder(path.dirname(copy), 0o711);
  await copyPrograms(binaries, copy, () => mayRun(user, path.join(copy, "bin", "postgres")));
  if (mayRun(user, path.join(copy, "bin", "postgres"))) return copy;
  throw new OperatorError(`User id ${user.uid} cannot run the PostgreSQL in ${copy}; start as an ordinary user, or set DATABASE_URL`);
}

/** Several commands may copy at the same time: each under its own name, and what one has finished (`isUsable`) the others keep. */
export async function copyPrograms(binaries: string, copy: string, isUsable: () => boolean): Promise<void> {
  await removeAbandoned(copy);
  const unfinished = `${copy}.copying-${process.pid}-${randomUUID()}`;
  await cp(binaries, unfinished, { recursive: true, verbatimSymlinks: true });
  // Installed under a strict umask, only root can read them.
  spawnSync("chmod", ["-R", "go+rX", unfinished], { stdio: "ignore" });
  if (!isUsable()) {
    await rm(copy, { recursive: true, force: true });
    await rename(unfinished, copy).catch((error: NodeJS.ErrnoException) => {
      if (!["ENOTEMPTY", "EEXIST"].includes(error.code ?? "")) throw error;
    });
  }
  await rm(unfinished, { recursive: true, force: true });
}

/** Removes the copies that processes which have ended did not finish. */
async function removeAbandoned(copy: string): Promise<void> {
  const folder = path.dirname(copy);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${path.basename(copy)}.copying`)) continue;
    const [, pid] = /\.copying-(\d+)-/.exec(name) ?? [];
    if (!isAlive(Number(pid ?? 0))) await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

/** Files that a start writes to DATA_DIR before the database: alone they show that a database is lost. */
const CLUSTER_EVIDENCE = ["secrets.json", "superuser-password", "postgres-folder"];

/** Exists from before the first of those files until the database exists, so that a killed first start can continue. */
const UNFINISHED_FILE = "first-start-unfinished";

/**
 * Prevents a new, empty database in place of a lost one: throws OperatorError if files in `home`, the real path of DATA_DIR,
 * show that a database existed. An interrupted first start continues.
 */
export async function allowNewCluster(home: string): Promise<{ isNew: boolean }> {
  await assertClusterNotLost(home);
  const mark = path.join(home, UNFINISHED_FILE);
  if (await findCluster(home)) return { isNew: await exists(mark) };
  await writeFile(mark, "", { mode: 0o600 }).catch((error) => {
    throw fileError(mark, "written", error);
  });
  return { isNew: true };
}

/** In this order, because a concurrent first start writes the mark first, and removes it last. */
export async function assertClusterNotLost(home: string): Promise<void> {
  const evidence: string[] = [];
  for (const name of CLUSTER_EVIDENCE) if (await exists(path.join(home, name))) evidence.push(path.join(home, name));
  if (evidence.length === 0 || (await exists(path.join(home, UNFINISHED_FILE))) || (await findCluster(home))) return;
  throw new OperatorError(
    `The database in ${await clusterFolder(home)} is gone, but ${evidence.join(", ")} ${evidence.length === 1 ? "proves" : "prove"} that ` +
      "there was one: bring the folder back (is its disk mounted?), or restore a backup, or move these files away to start with an empty console (docs/operations/backup.md)",
  );
}

/** Records that the database exists. */
export async function markClusterCreated(home: string): Promise<void> {
  await rm(path.join(home, UNFINISHED_FILE), { force: true });
}

/** True also for a folder that cannot be read. */
async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}
