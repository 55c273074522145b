import { spawnSync } from "node:child_process";
import { chmod, chown, lchown, lstat, readdir } from "node:fs/promises";
import path from "node:path";
import { OperatorError } from "@/lib/platform/operator-error";
import { isRoot, type UnixUser } from "./unix-user";

/** Folders that PostgreSQL needs and that are mostly empty: archives, and copies into version control, leave such out. */
const FOLDERS = [
  ...["pg_commit_ts", "pg_dynshmem", "pg_notify", "pg_replslot", "pg_serial", "pg_snapshots", "pg_stat", "pg_stat_tmp", "pg_subtrans"],
  ...["pg_tblspc", "pg_twophase", "pg_logical/mappings", "pg_logical/snapshots", "pg_wal/archive_status", "pg_wal/summaries"],
];

/**
 * Gives a database that was copied back without its owner and modes (`cp -r`, `chmod -R`) both again: PostgreSQL starts on a
 * folder of its own user and mode 0700 only. Says so, or names what only another user can mend.
 */
export async function mendCluster(folder: string, user: UnixUser | null, say: (line: string) => void): Promise<void> {
  const found = await lstat(folder).catch(() => null);
  if (!found) return;
  const owner = user ?? { uid: found.uid, gid: found.gid };
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
  expectOneOwner(folder, owner.uid);
  completeFolder(folder, user);
}

/** Only what lies in a folder of root: in one of its own user, root could be made to follow a link. */
async function giveAll(folder: string, { uid, gid }: UnixUser): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) await giveAll(place, { uid, gid });
    await lchown(place, uid, gid);
  }
}

/** PostgreSQL starts without some of its files, and fails on them later. What a dead server has left is not among them. */
function expectOneOwner(folder: string, uid: number): void {
  const leftBehind = ["(", "-name", ".s.PGSQL.*", "-o", "-name", "postmaster.pid", ")", "-prune", "-o"];
  const { stdout } = spawnSync("find", [folder, ...leftBehind, "!", "-uid", String(uid), "-print", "-quit"], { encoding: "utf8" });
  const [file] = stdout.split("\n");
  if (!file) return;
  throw new OperatorError(`the database in ${folder} holds ${file} of another user: chown -R ${uid} ${folder}`);
}

/** Makes files writable again and puts back empty folders; as the user of the database, who may not lead root elsewhere by a link. */
function completeFolder(folder: string, user: UnixUser | null): void {
  const script = 'umask 077; cd "$0" && chmod -R u+rwX . && if [ -f PG_VERSION ]; then mkdir -p "$@"; fi';
  spawnSync("/bin/sh", ["-c", script, folder, ...FOLDERS], { ...user, cwd: "/", stdio: "ignore" });
}
