import { chmod, chown, lstat, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { OperatorError } from "@/lib/platform/operator-error";
import type { Cluster } from "./cluster";
import { mayEnter, type UnixUser } from "./cluster-owner";
import { lastSocketFolder, SOCKET_PORT } from "./postmaster-file";

/** `discard`: when this process did not become the supervisor. `remove`: when the database has ended. */
export type SocketFolder = { folder: string; discard(): Promise<void>; remove(): Promise<void> };

/** sockaddr_un holds 108 bytes on Linux and 104 elsewhere, the last of them a zero. */
const LONGEST_PATH = process.platform === "linux" ? 107 : 103;

const PREFIX = "latchkey-socket-";

/**
 * The folder of the database's socket, of mode 0700: the cluster's own, which PostgreSQL checks. If its path is too long, or has
 * a comma, which separates hosts in an address of libpq, a folder under /tmp with a random name, which no other user can have
 * created before, or the one that a killed server has left.
 */
export async function prepareSocketFolder({ folder, user }: Cluster): Promise<SocketFolder> {
  const nothing = async () => {};
  if (fits(folder)) return { folder, discard: nothing, remove: nothing };
  const last = await lastSocketFolder(folder);
  const left = (await isOurs(last, user)) ? last : null;
  const short = left ?? (await makeShortFolder(folder, user));
  const remove = () => rm(short, { recursive: true, force: true });
  return { folder: short, discard: left ? nothing : remove, remove };
}

function fits(folder: string): boolean {
  return !folder.includes(",") && Buffer.byteLength(path.join(folder, `.s.PGSQL.${SOCKET_PORT}`)) <= LONGEST_PATH;
}

async function isOurs(folder: string, user: UnixUser | null): Promise<boolean> {
  if (!path.basename(folder).startsWith(PREFIX)) return false;
  const found = await lstat(folder).catch(() => null);
  return found?.isDirectory() === true && found.uid === (user?.uid ?? process.getuid?.()) && (found.mode & 0o777) === 0o700;
}

async function makeShortFolder(cluster: string, user: UnixUser | null): Promise<string> {
  for (const parent of new Set(["/tmp", tmpdir()])) {
    const made = (await isSafe(parent)) ? await mkdtemp(path.join(parent, PREFIX)).catch(() => null) : null;
    if (!made) continue;
    await chmod(made, 0o700);
    if (user) await chown(made, user.uid, user.gid);
    if (fits(made) && (!user || mayEnter(user, made))) return made;
    await rm(made, { recursive: true, force: true });
  }
  throw new OperatorError(
    `The path of the database folder ${cluster} is too long for a socket or has a comma, and no folder for it can be created in /tmp: choose a shorter DATA_DIR`,
  );
}

/** In a folder that others may write, the sticky bit must prevent them from moving ours. */
async function isSafe(parent: string): Promise<boolean> {
  const found = await stat(parent).catch(() => null);
  return found !== null && ((found.mode & 0o022) === 0 || (found.mode & 0o1000) !== 0);
}
