import { spawnSync } from "node:child_process";
import { OperatorError } from "@/lib/platform/operator-error";

/** Who runs the database; null: whoever runs the console. */
export type UnixUser = { uid: number; gid: number };

/** PostgreSQL refuses to run as root, so root needs somebody else for it. */
export const DATABASE_USER = "postgres";

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The user `postgres`, made when it is missing. Call as root only. */
export function ensureDatabaseUser(): UnixUser {
  const user = findDatabaseUser();
  if (user) return user;
  const made = spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", DATABASE_USER]);
  const created = made.status === 0 ? findDatabaseUser() : null;
  if (created) return created;
  throw new OperatorError(
    `PostgreSQL does not run as root and the user "${DATABASE_USER}" cannot be created; start as an ordinary user, or set DATABASE_URL`,
  );
}

function findDatabaseUser(): UnixUser | null {
  const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, DATABASE_USER], { encoding: "utf8" }));
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
