import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { ensureServiceUser, isRoot, type UnixUser } from "@/lib/platform/db/embedded/unix-user";
import { operatorMessage } from "@/lib/platform/operator-error";

/** What the console and Next read after the start. */
export const SERVER_FILES = [".next/server", ".next/static", "lib", "prisma", "node_modules", "package.json"];

/** What a command reads once its database is open: by then nearly all of it is in memory. */
export const COMMAND_FILES = ["lib", "prisma", "node_modules/@prisma", "package.json"];

/**
 * Gives up root for good: user, groups and, with the last user id, every capability, in all threads (the C library sees to
 * that). A flaw in what answers strangers is then worth what `user` may do: the database, and nothing else on the machine.
 * Without `user`, the service user. Returns why the process stays root and what to do about it, else null.
 */
export function leaveRoot(database: UnixUser | null, files: string[]): string | null {
  if (!isRoot()) return null;
  try {
    const user = database ?? ensureServiceUser();
    const closed = firstUnreadable(user, files.map((file) => path.resolve(file)).filter(existsSync));
    if (closed) {
      const remedy = `chmod -R go+rX ${process.cwd()} and the folders above it, or start as an ordinary user`;
      return `Warning: Latchkey stays root, as user id ${user.uid} may not read ${closed}: ${remedy}`;
    }
    become(user);
    return null;
  } catch (error) {
    const reason = operatorMessage(error) ?? (error as Error).message;
    return `Warning: Latchkey stays root (${reason}): start it as an ordinary user`;
  }
}

/** The groups first: afterwards nothing of this is allowed any more. */
function become({ uid, gid }: UnixUser): void {
  process.setgroups?.([]);
  process.setgid?.(gid);
  process.setuid?.(uid);
  if (process.geteuid?.() !== uid || process.getegid?.() !== gid) throw new Error("the user could not be changed");
}

/** The first of these files, with all that is in them, that `user` may not read, asked of the kernel. */
function firstUnreadable(user: UnixUser, files: string[]): string | null {
  const found = spawnSync("find", [...files, "!", "-readable", "-print", "-quit"], { ...user, cwd: "/", encoding: "utf8" });
  if (found.status === 0 && found.stdout === "") return null;
  return found.stdout.split("\n")[0] || process.cwd();
}
