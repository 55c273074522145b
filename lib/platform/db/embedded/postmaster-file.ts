import { spawnSync } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";

const FILE_NAME = "postmaster.pid";

/** What a running PostgreSQL writes into postmaster.pid. `startedAt` in seconds since 1970. */
export type PostmasterFile = { pid: number; startedAt: number; port: number; ready: boolean };

/** The lines of postmaster.pid: pid, folder, start, port, socket folder, address, memory key, status. */
export function parsePostmasterFile(text: string): PostmasterFile | null {
  const lines = text.split("\n");
  const [pid, startedAt, port] = [lines[0], lines[2], lines[3]].map(Number);
  if (!pid || !startedAt || !port) return null;
  return { pid, startedAt, port, ready: lines[7]?.trim() === "ready" };
}

/** The PostgreSQL that runs on `folder`, or null. Only looks: another process may be starting one at this moment. */
export async function findPostmaster(folder: string): Promise<PostmasterFile | null> {
  const found = parsePostmasterFile(await readPostmasterFile(folder));
  return found && (await runsOn(found.pid, folder)) ? found : null;
}

/**
 * Before a start: removes the file left behind by a crash when its process id now belongs to something else, which
 * PostgreSQL would take for a server. It deals with a dead one itself, under its own lock; a file that has changed since it
 * was judged is that of a server which is starting now, and stays.
 */
export async function removeMisleadingFile(folder: string): Promise<void> {
  const text = await readPostmasterFile(folder);
  const found = parsePostmasterFile(text);
  if (!found || !isAlive(found.pid) || (await runsOn(found.pid, folder))) return;
  if ((await readPostmasterFile(folder)) === text) await rm(path.join(folder, FILE_NAME), { force: true });
}

async function readPostmasterFile(folder: string): Promise<string> {
  return readFile(path.join(folder, FILE_NAME), "utf8").catch(() => "");
}

export function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether process `pid` is a PostgreSQL on `folder`; a dead one that nobody has reaped is not. */
export async function runsOn(pid: number, folder: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === "linux") {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    return commandLine.split("\0").includes(folder);
  }
  return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout.includes(folder);
}
