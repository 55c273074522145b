import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

/** Servers are kept where the PATH of an ordinary user does not lead. */
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

/** Runs a program to its end, what it says goes to standard error; true when it succeeded. */
export function runQuietly(file: string, args: string[], cwd = process.cwd()): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(file, args, { cwd, stdio: ["ignore", 2, 2], env, timeout: 600_000 }).status === 0;
}
