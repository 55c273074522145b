import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";

const TICKS_PER_SECOND = 100;

/** Processor time of the process and its children, in milliseconds; null without /proc. */
export function cpuMs(pid: number): number | null {
  try {
    const tree = [pid, ...childrenOf(pid)];
    return tree.reduce((sum, each) => sum + ownTicks(each), 0) * (1000 / TICKS_PER_SECOND);
  } catch {
    return null;
  }
}

/** Processor time that everything on this machine has used, in milliseconds: server, database and clients, where nothing else runs. */
export function machineCpuMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

/** Memory in MB of the process and its children, with shared memory counted once (PSS); null without /proc. */
export function memoryMb(pid: number): number | null {
  try {
    const ownKb = Number(/^Pss: +(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1]);
    return childrenOf(pid).reduce((sum, child) => sum + (memoryMb(child) ?? 0), Math.round(ownKb / 1024));
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
