import { chmod, chown, lchown, lstat, readdir } from "node:fs/promises";
import path from "node:path";
import { OperatorError } from "@/lib/platform/operator-error";
import { isRoot, type UnixUser } from "./unix-user";

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
  await expectOneOwner(folder, owner.uid);
  if ((found.mode & 0o777) !== 0o700) {
    await chmod(folder, 0o700);
    say(`The database in ${folder} was open to other users: its folder has mode 0700 again`);
  }
}

/** Only what lies in a folder of root: in one of its own user, root could be made to follow a link. */
async function giveAll(folder: string, { uid, gid }: UnixUser): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) await giveAll(place, { uid, gid });
    await lchown(place, uid, gid);
  }
}

/** A `chown` without `-R` leaves files that PostgreSQL cannot open. */
async function expectOneOwner(folder: string, uid: number): Promise<void> {
  const files = await Promise.all(["PG_VERSION", "base", "global"].map((name) => lstat(path.join(folder, name)).catch(() => null)));
  const foreign = files.find((file) => file && file.uid !== uid);
  if (!foreign) return;
  throw new OperatorError(`the database in ${folder} holds files of user id ${foreign.uid}: chown -R ${uid} ${folder}`);
}
