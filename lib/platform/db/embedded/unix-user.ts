import { spawnSync } from "node:child_process";
import { OperatorError } from "@/lib/platform/operator-error";

/** Who runs the database; null: the user who runs the console. */
export type UnixUser = { uid: number; gid: number };

/** PostgreSQL refuses to run as root, and the console need not: a user that owns nothing else on the machine. */
export const SERVICE_USER = "latchkey";

/** Another start may hold the lock of /etc/passwd, or have just made the same user. */
const CREATE_TRIES = 3;

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The service user, made when it is missing. Call as root only. */
export function ensureServiceUser(): UnixUser {
  for (let attempt = 0; attempt < CREATE_TRIES; attempt++) {
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

/** Ids of the user of this name or number; null when the machine has no name for it, without which initdb does nothing. */
export function findUser(nameOrId: string | number): UnixUser | null {
  const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, String(nameOrId)], { encoding: "utf8" }));
  if (uid?.status !== 0 || gid?.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** Whether `user` may enter `folder`, asked of the kernel: modes, groups and access lists all count. */
export function mayEnter(user: UnixUser, folder: string): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

/** Whether `user` may run `binary` with its libraries. */
export function mayRun(user: UnixUser, binary: string): boolean {
  return spawnSync(binary, ["--version"], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}
