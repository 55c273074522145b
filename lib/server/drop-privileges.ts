import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { isSet } from "@/lib/platform/config/environment-variable";
import { ensureServiceUser, isRoot, type UnixUser } from "@/lib/platform/db/embedded/cluster-owner";
import { operatorMessage } from "@/lib/platform/operator-error";
import type { OpenDatabase } from "./open-database";

/** Files that the console reads after the start, besides the build. */
export const SERVER_FILES = ["lib", "prisma", "node_modules", "package.json"];

/** Files that a command reads once its database is open: by then nearly all code is in memory. */
export const COMMAND_FILES = ["lib", "prisma", "node_modules/@prisma", "package.json"];

const AS_ANOTHER = "start it as an ordinary user";

type Needs = Pick<OpenDatabase, "user" | "files" | "knowsUser">;

/** Files that Node reads with the first TLS connection. */
const certificates = () => [process.env.NODE_EXTRA_CA_CERTS, process.env.SSL_CERT_FILE].filter(isSet);

/**
 * Drops root permanently: user, groups and, with the last user id, every capability, in all threads (by the C library).
 * A compromised server then has only the rights of `user`: the database, and nothing else on the machine.
 * Without a user of the database, the service user. Returns why the process stays root and how to fix it, else null.
 */
export function dropPrivileges({ user: own, files: needed, knowsUser }: Needs, files: string[]): string | null {
  if (!isRoot()) return null;
  if (knowsUser) return `Warning: Latchkey stays root, as the server on the socket in DATABASE_URL may know its user: ${AS_ANOTHER}`;
  try {
    const user = own ?? ensureServiceUser();
    const closed = firstUnreadable(user, [...needed, ...certificates()], "-maxdepth", "0") ?? firstUnreadable(user, files);
    if (closed) {
      const remedy = `chmod -R go+rX ${process.cwd()} and the folders above it, or ${AS_ANOTHER}`;
      return `Warning: Latchkey stays root, as user id ${user.uid} may not read ${closed}: ${remedy}`;
    }
    switchUser(user);
    return null;
  } catch (error) {
    const reason = operatorMessage(error) ?? (error as Error).message;
    return `Warning: Latchkey stays root (${reason}): ${AS_ANOTHER}`;
  }
}

/** The groups first: afterwards the process may not change them any more. */
function switchUser({ uid, gid }: UnixUser): void {
  process.setgroups?.([]);
  process.setgid?.(gid);
  process.setuid?.(uid);
  if (process.geteuid?.() !== uid || process.getegid?.() !== gid) throw new Error("the user could not be changed");
}

/** Returns the first of these files and folders (down to `depth`) that the kernel does not let `user` read. */
function firstUnreadable(user: UnixUser, files: string[], ...depth: string[]): string | null {
  const places = files.map((file) => path.resolve(file)).filter(existsSync);
  if (places.length === 0) return null;
  const { error, status, stdout } = spawnSync("find", [...places, ...depth, "!", "-readable", "-print", "-quit"], {
    ...user,
    cwd: "/",
    encoding: "utf8",
  });
  if (error) throw new Error(`find cannot be run: ${error.message}`);
  if (status === 0 && stdout === "") return null;
  return stdout.split("\n")[0] || process.cwd();
}
