import { spawnSync } from "node:child_process";
import { chmod, chown, lchown, lstat, readdir, readlink, realpath } from "node:fs/promises";
import path from "node:path";
import { OperatorError } from "@/lib/platform/operator-error";

/** Who runs the database; null: the user who runs the console. */
export type UnixUser = { uid: number; gid: number };

/** PostgreSQL refuses to run as root, and the console does not need root: a user that owns nothing else on the machine. */
const SERVICE_USER = "latchkey";

/** Retries, because another start may hold the lock of /etc/passwd, or have just created the same user. */
const CREATE_ATTEMPTS = 3;

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The service user, created if missing. Call as root only. */
export function ensureServiceUser(): UnixUser {
  for (let attempt = 0; attempt < CREATE_ATTEMPTS; attempt++) {
    const user = findUser(SERVICE_USER);
    if (user) return user;
    const flags = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"];
    spawnSync("useradd", [...flags, SERVICE_USER], { stdio: "ignore" });
  }
  const user = findUser(SERVICE_USER);
  if (user) return user;
  throw new OperatorError(
    `PostgreSQL does not run as root and the user "${SERVICE_USER}" cannot be created; start as an ordinary user, or set DATABASE_URL`,
  );
}

/** Ids of the user of this name or number; null if the id has no name, which initdb requires. */
export function findUser(nameOrId: string | number): UnixUser | null {
  const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, String(nameOrId)], { encoding: "utf8" }));
  if (uid?.status !== 0 || gid?.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** Whether `user` may enter `folder`, checked by the kernel: modes, groups and access lists all count. */
export function mayEnter(user: UnixUser, folder: string): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

/** The folders on the path to `folder`, including it, that `user` may not enter (checked by the kernel), topmost first. Call as root. */
export function closedFolders(user: UnixUser, folder: string): string[] {
  const parent = path.dirname(folder);
  const above = parent === folder ? [] : closedFolders(user, parent);
  // Relative: a closed parent, where root already is, is checked separately.
  const name = path.basename(folder) || "/";
  const { status } = spawnSync("/bin/sh", ["-c", '[ -x "$1" ]', "sh", name], { ...user, cwd: parent, stdio: "ignore" });
  return status === 0 ? above : [...above, folder];
}

/** Whether `user` may run `binary` with its libraries. */
export function mayRun(user: UnixUser, binary: string): boolean {
  return spawnSync(binary, ["--version"], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

/** Mostly empty folders that PostgreSQL needs: archives and version control omit such folders. */
const FOLDERS = [
  ...["pg_commit_ts", "pg_dynshmem", "pg_notify", "pg_replslot", "pg_serial", "pg_snapshots", "pg_stat", "pg_stat_tmp", "pg_subtrans"],
  ...["pg_tblspc", "pg_twophase", "pg_logical/mappings", "pg_logical/snapshots", "pg_wal/archive_status", "pg_wal/summaries"],
];

/**
 * Restores owner and modes of a database that was copied without them (`cp -r`, `chmod -R`): PostgreSQL starts only on a
 * folder of its own user with mode 0700. Reports it, or what only another user can repair. `place` may be a link.
 */
export async function repairCluster(place: string, user: UnixUser | null, say: (line: string) => void): Promise<void> {
  const folder = await realpath(place).catch(() => null);
  if (folder === null) return;
  const found = await lstat(folder);
  const owner = user ?? { uid: found.uid, gid: found.gid };
  const isRight = found.uid === owner.uid && (found.mode & 0o777) === 0o700;
  if (isRoot() && !isRight) await assertLinksOf(place, [0, found.uid], { folder, owner });
  if (isRoot() && found.uid === 0) {
    await giveAll(folder, owner);
    await chown(folder, owner.uid, owner.gid);
    say(`The database in ${folder} belonged to root: it belongs to user id ${owner.uid} now, who runs it`);
  }
  if ((found.mode & 0o777) !== 0o700) {
    await chmod(folder, 0o700);
    say(
      `The database in ${folder} ${found.mode & 0o077 ? "was open to other users" : "was closed to its own user"}: its folder has mode 0700 again`,
    );
  }
  assertOneOwner(folder, owner.uid);
  completeFolder(folder, user);
}

/** Throws OperatorError when root would change a folder behind a link that other users than `users` may redirect. */
async function assertLinksOf(place: string, users: number[], { folder, owner }: { folder: string; owner: UnixUser }): Promise<void> {
  const link = await findForeignLink(place, users);
  if (!link) return;
  throw new OperatorError(
    `${link} is a link that another user may change, so ${folder} stays as it is: if it is the database, chown -R ${owner.uid} ${folder} && chmod 700 ${folder}`,
  );
}

/** The first link on the path to `place` that other users than `users` may replace, or null. Resolves links like the kernel. */
async function findForeignLink(place: string, users: number[]): Promise<string | null> {
  let parent = "/";
  const left = place.split(path.sep).filter(Boolean);
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    const next = path.join(parent, name);
    const found = await lstat(next);
    if (!found.isSymbolicLink()) {
      parent = next;
      continue;
    }
    const { uid, mode } = await lstat(parent);
    const isOpen = (mode & 0o022) !== 0 && (mode & 0o1000) === 0;
    if (isOpen || !users.includes(uid) || !users.includes(found.uid)) return next;
    const target = await readlink(next);
    if (path.isAbsolute(target)) parent = "/";
    left.unshift(...target.split(path.sep).filter(Boolean));
  }
  return null;
}

/** Only in a folder of root: in a user's folder that user could make root follow a link. */
async function giveAll(folder: string, { uid, gid }: UnixUser): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) await giveAll(place, { uid, gid });
    await lchown(place, uid, gid);
  }
}

/**
 * PostgreSQL starts without some of its files, and fails later. Remains of a dead server do not count. Files that a running one removes
 * meanwhile have no owner: `! -uid` would hold for them, a greater or smaller one does not.
 */
function assertOneOwner(folder: string, uid: number): void {
  const names = ["!", "-name", ".s.PGSQL.*", "!", "-name", "postmaster.pid"];
  const foreign = ["(", "-uid", `+${uid}`, "-o", "-uid", `-${uid}`, ")"];
  const { stdout } = spawnSync("find", [folder, ...names, ...foreign, "-print", "-quit"], { encoding: "utf8" });
  const [file] = stdout.split("\n");
  if (!file) return;
  throw new OperatorError(`The database in ${folder} holds ${file} of another user: chown -R ${uid} ${folder}`);
}

/** Makes files writable again and restores empty folders; as the database's user, so that its links cannot redirect root. */
function completeFolder(folder: string, user: UnixUser | null): void {
  const script = 'umask 077; cd "$0" && chmod -R u+rwX . && if [ -f PG_VERSION ]; then mkdir -p "$@"; fi';
  spawnSync("/bin/sh", ["-c", script, folder, ...FOLDERS], { ...user, cwd: "/", stdio: "ignore" });
}
