import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

/** Folders of servers, which are not on the PATH of an ordinary user. */
const MORE_FOLDERS = ["/usr/local/sbin", "/usr/sbin"];

/** The first program of these names that runs, or null. */
export function findOnPath(names: string[], versionFlag = "--version"): string | null {
  const folders = [...(process.env.PATH ?? "").split(path.delimiter), ...MORE_FOLDERS];
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return candidates.find((file) => existsSync(file) && answers(file, versionFlag)) ?? null;
}

export function answers(file: string, versionFlag = "--version"): boolean {
  return spawnSync(file, [versionFlag], { stdio: "ignore", timeout: 20_000 }).status === 0;
}

/** Runs a program to its end, with its output on standard error. Returns whether it succeeded. */
export function runQuietly(file: string, args: string[], cwd = process.cwd()): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(file, args, { cwd, stdio: ["ignore", 2, 2], env, timeout: 600_000 }).status === 0;
}
