import { readdirSync, readFileSync } from "node:fs";

const TICKS_PER_SECOND = 100;
const MB = 1024 * 1024;

/** Processor time that the process, and those it has started, have used, in milliseconds; null where /proc does not tell. */
export function cpuMs(pid: number): number | null {
  try {
    const tree = [pid, ...childrenOf(pid)];
    return tree.reduce((sum, each) => sum + ownTicks(each), 0) * (1000 / TICKS_PER_SECOND);
  } catch {
    return null;
  }
}

/** Resident memory in MB; null where /proc does not tell. */
export function memoryMb(pid: number): number | null {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    return Math.round((pages * 4096) / MB);
  } catch {
    return null;
  }
}

function fields(pid: number | string): string[] {
  // The name of a program, in parentheses, may hold spaces.
  return readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
}

function ownTicks(pid: number): number {
  const stat = fields(pid);
  return Number(stat[11]) + Number(stat[12]);
}

function childrenOf(pid: number): number[] {
  const numbers = readdirSync("/proc").map(Number).filter(Boolean);
  return numbers.filter((each) => {
    try {
      return Number(fields(each)[1]) === pid;
    } catch {
      return false;
    }
  });
}
