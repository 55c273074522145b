import { spawnSync } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";

/** The address of the embedded PostgreSQL: `host` is the folder of its socket, or an IP address if an earlier version started it. */
export type ServerAddress = { host: string; port: number };

/** Passwords of the two roles. The console only ever gets its own; the superuser's is the supervisor's. */
export type DatabasePasswords = { console: string; superuser: string };

/** The number in a socket's file name. Each database has its own folder, so all use the same one. */
export const SOCKET_PORT = 5432;

export type Login = { role: string; password: string; database: string };

/**
 * An address that the driver, Prisma and `new URL` all understand: the folder of a socket is the parameter `host`, as in
 * libpq, and `localhost` only stands where a URL with a user name must have a host.
 */
export function databaseUrlOn({ host, port }: ServerAddress, { role, password, database }: Login): string {
  const isSocket = host.startsWith("/");
  const login = `${role}:${encodeURIComponent(password)}@${isSocket ? "localhost" : host}:${port}`;
  return `postgresql://${login}/${database}${isSocket ? `?host=${encodeURIComponent(host)}` : ""}`;
}

const FILE_NAME = "postmaster.pid";

/** What a running PostgreSQL writes into postmaster.pid; `host` is empty while it starts. `startedAt` in seconds since 1970. */
export type PostmasterFile = ServerAddress & { pid: number; startedAt: number; ready: boolean };

/** The lines of postmaster.pid: pid, folder, start, port, socket folder, address, memory key, status. */
export function parsePostmasterFile(text: string): PostmasterFile | null {
  const lines = text.split("\n");
  const [pid, startedAt, port] = [lines[0], lines[2], lines[3]].map(Number);
  if (!pid || !startedAt || !port) return null;
  return { pid, startedAt, host: lines[4] || lines[5] || "", port, ready: lines[7]?.trim() === "ready" };
}

/** The PostgreSQL that runs on `folder`, or null. Read-only, because another process may be starting one. */
export async function findPostmaster(folder: string): Promise<PostmasterFile | null> {
  const found = parsePostmasterFile(await readPostmasterFile(folder));
  return found && (await runsOn(found.pid, folder)) ? found : null;
}

/**
 * Before a start: removes lock files of a crash whose process id now belongs to another program, which PostgreSQL would take
 * for a server. It handles the file of a dead process itself, under its own lock; a file that has changed since the check
 * belongs to a server that is starting, and stays.
 */
export async function removeMisleadingFiles(folder: string, socketFolder: string): Promise<void> {
  const socketLock = path.join(socketFolder, `.s.PGSQL.${SOCKET_PORT}.lock`);
  for (const file of [path.join(folder, FILE_NAME), socketLock]) {
    const text = await readIfThere(file);
    const pid = Number(text.split("\n")[0]);
    if (!isAlive(pid) || (await runsOn(pid, folder))) continue;
    if ((await readIfThere(file)) === text) await rm(file, { force: true });
  }
}

/** The folder of the socket that the last server on `folder` had; empty after an orderly end. */
export async function lastSocketFolder(folder: string): Promise<string> {
  return parsePostmasterFile(await readPostmasterFile(folder))?.host ?? "";
}

async function readPostmasterFile(folder: string): Promise<string> {
  return readIfThere(path.join(folder, FILE_NAME));
}

async function readIfThere(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}

export function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether process `pid` is a PostgreSQL on `folder`; false for a zombie process. */
export async function runsOn(pid: number, folder: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === "linux") {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    return commandLine.split("\0").includes(folder);
  }
  const { stdout } = spawnSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  return namesDataFolder(stdout ?? "", folder);
}

/** Whether a command line, as `ps` shows it, starts PostgreSQL on exactly `folder`: /data/postgres is not /data/postgres2. */
export function namesDataFolder(commandLine: string, folder: string): boolean {
  const [, argument = ""] = / -D (.*)$/s.exec(commandLine.trimEnd()) ?? [];
  return argument === folder || argument.startsWith(`${folder} -`);
}
