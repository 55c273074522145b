import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { access, chmod, cp, mkdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { OperatorError } from "@/lib/platform/operator-error";
import { type Cluster, clusterExists, locateBinaries } from "./cluster";
import { closedFolders, ensureServiceUser, findUser, isRoot, mayEnter, mayRun, repairCluster, type UnixUser } from "./cluster-owner";
import { fileError } from "./secrets";

/** Where things go that the database's own user cannot reach inside a private home folder. */
const SHARED_FOLDER = "/var/lib/latchkey";

/** Where a database is and who runs it; `home` is the real path of DATA_DIR. */
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

/** The same, ready for a start: mended, and in reach of its user. A database that runs already needs none of this. */
export async function prepareCluster({ home, folder, user }: ClusterLocation, say: (line: string) => void): Promise<Cluster> {
  const isInHome = path.dirname(folder) === home && (await clusterExists(folder));
  if (user && isInHome && !mayEnter(user, home)) await letThrough(home, user, say);
  await repairCluster(folder, user, say);
  const binaries = await locateBinaries();
  if (!user) return { binaries, folder, user, logFile: logFileOf(folder) };
  const reachable = await reachableFolder(home, folder, user, say);
  return { binaries: await reachableBinaries(home, binaries, user), folder: reachable, user, logFile: logFileOf(reachable) };
}

/** Beside the database, where its user gets to it also when that is not in DATA_DIR. */
function logFileOf(folder: string): string {
  return path.join(path.dirname(folder), "postgres.log");
}

/** Short and the same for the same folder, however it is reached. */
export function sharedFolderFor(realDataDir: string): string {
  return path.join(SHARED_FOLDER, createHash("sha256").update(realDataDir).digest("hex").slice(0, 12));
}

/** A new DATA_DIR is closed to everybody; for root it may be passed through, not listed, by the database's user. */
export async function prepareDataDir(dataDir: string): Promise<string> {
  try {
    await makeFolder(path.resolve(dataDir), isRoot() ? 0o711 : 0o700);
    return await realpath(dataDir);
  } catch (error) {
    throw new OperatorError(`DATA_DIR ${dataDir} cannot be used: ${(error as Error).message}`);
  }
}

/**
 * Makes `folder` and those above it where they are missing, with this mode whatever the umask is. One by one: with `recursive`
 * Node.js tries for ever where the file system takes no folder and says ENOENT, as /proc does.
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

/** The folder of the database that belongs to `home` (a real path), or null when there is none yet. */
export async function findCluster(home: string): Promise<string | null> {
  const folder = await clusterFolder(home);
  return (await clusterExists(folder)) ? folder : null;
}

/** Where the database that belongs to `home` is, or would be made. */
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
      `The database in ${folder} is out of reach for user id ${user.uid}, who runs it and may not pass through every folder above: chmod o+x ${closed}`,
    );
  }
  const shared = sharedFolderFor(home);
  await makeFolder(shared, 0o711);
  await writeFile(path.join(home, POINTER_FILE), `${path.join(shared, "postgres")}\n`, { mode: 0o600 });
  say(`The user who runs the database (user id ${user.uid}) may not enter ${home}: the database is kept in ${shared}`);
  return path.join(shared, "postgres");
}

/** A DATA_DIR that root has copied under a strict umask gets the mode that `prepareDataDir` would have given it. */
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
  const unfinished = `${copy}.copying`;
  await makeFolder(path.dirname(copy), 0o711);
  await rm(unfinished, { recursive: true, force: true });
  await cp(binaries, unfinished, { recursive: true, verbatimSymlinks: true });
  // Installed under a strict umask, they are root's alone.
  spawnSync("chmod", ["-R", "go+rX", unfinished], { stdio: "ignore" });
  await rm(copy, { recursive: true, force: true });
  await rename(unfinished, copy);
  if (mayRun(user, path.join(copy, "bin", "postgres"))) return copy;
  throw new OperatorError(`User id ${user.uid} cannot run the PostgreSQL in ${copy}; start as an ordinary user, or set DATABASE_URL`);
}

/** What a start leaves in DATA_DIR before there is a database: without one they prove that there was one. */
const CLUSTER_EVIDENCE = ["secrets.json", "superuser-password", "postgres-folder"];

/** There from before the first of those files until there is a database: a first start that was killed is to be finished. */
const UNFINISHED_FILE = "first-start-unfinished";

/**
 * Allows a new database in `home`, the real path of DATA_DIR, only where there was none: throws OperatorError where files
 * prove that there was one which is gone. A first start that was cut off goes on: to it all that is missing is new.
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

/** In this order: a first start that goes on at the same time writes the mark first, and takes it away last. */
export async function assertClusterNotLost(home: string): Promise<void> {
  const evidence: string[] = [];
  for (const name of CLUSTER_EVIDENCE) if (await exists(path.join(home, name))) evidence.push(path.join(home, name));
  if (evidence.length === 0 || (await exists(path.join(home, UNFINISHED_FILE))) || (await findCluster(home))) return;
  throw new OperatorError(
    `The database in ${await clusterFolder(home)} is gone, but ${evidence.join(", ")} ${evidence.length === 1 ? "proves" : "prove"} that ` +
      "there was one: bring the folder back (is its disk mounted?), or restore a backup, or move these files away to begin with an empty console (docs/operations/backup.md)",
  );
}

/** There is a database from now on. */
export async function markClusterCreated(home: string): Promise<void> {
  await rm(path.join(home, UNFINISHED_FILE), { force: true });
}

/** In doubt, as with a folder that may not be looked into, it does. */
async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}
