import { spawnSync } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";

/** What a running PostgreSQL writes into postmaster.pid. `startedAt` in seconds since 1970. */
export type PostmasterFile = { pid: number; startedAt: number; port: number; ready: boolean };

/** The lines of postmaster.pid: pid, folder, start, port, socket folder, address, memory key, status. */
export function parsePostmasterFile(text: string): PostmasterFile | null {
  const lines = text.split("\n");
  const [pid, startedAt, port] = [lines[0], lines[2], lines[3]].map(Number);
  if (!pid || !startedAt || !port) return null;
  return { pid, startedAt, port, ready: lines[7]?.trim() === "ready" };
}

/**
 * The PostgreSQL that runs on `folder`, or null. A file left behind by a crash is removed when its process id now belongs
 * to something else: PostgreSQL itself would take that process for a server and refuse to start.
 */
export async function findPostmaster(folder: string): Promise<PostmasterFile | null> {
  const file = path.join(folder, "postmaster.pid");
  const text = await readFile(file, "utf8").catch(() => "");
  const found = parsePostmasterFile(text);
  if (!found) return null;
  if (await runsOn(found.pid, folder)) return found;
  await rm(file, { force: true });
  return null;
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
