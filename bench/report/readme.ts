import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { BENCH, RESULTS } from "../setup/folders";
import { drawChart, type Panel } from "./chart";
import type { Results } from "./results";

type Spread = { median: number; min: number; max: number };
type System = Record<string, Record<"perSecond" | "p50Ms" | "p95Ms" | "p99Ms" | "machineCpuMsEach", Spread> & { cpuMsEach?: Spread }>;
type SignIns = {
  argon2PerSecond: Spread;
  twoBareActions: { perSecond: Spread; machineCpuMsEach: Spread };
  latchkey: System;
  betterAuth: System;
};
type Checks = Record<"latchkey" | "betterAuth" | "floor", Spread>;

const BEGIN = "<!-- results: written by the script -->";

/** Writes tables and chart below the marker line in bench/README.md; the text above is kept. */
export async function writeReadme(results: Results): Promise<void> {
  const file = path.join(BENCH, "README.md");
  const [above = ""] = (await readFile(file, "utf8")).split(BEGIN);
  const panels = chartOf(results);
  if (panels.length > 0) await writeFile(path.join(RESULTS, "chart.svg"), drawChart(panels));
  const sections = [
    facts(results),
    ...(panels.length > 0 ? ["![Sign-ins and session checks per second](results/chart.svg)"] : []),
    signInTable(results),
    numbersTable(results),
  ];
  await writeFile(file, `${above}${BEGIN}\n\n${sections.filter(Boolean).join("\n\n")}\n`);
}

function facts({ machine, versions, commit, takenAt }: Results): string {
  const listed = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `Taken ${String(takenAt).slice(0, 10)} at commit \`${commit.slice(0, 12)}\` on ${Object.values(machine).join(", ")}; ${listed.join(", ")}.`;
}

function chartOf({ samples }: Results): Panel[] {
  const panels: Panel[] = [];
  const [signIns, checks] = [samples.signin as SignIns | undefined, samples.session_check as Checks | undefined];
  if (signIns) {
    const bars = ["c1", "c8", "c32"].flatMap((key) => [
      { label: `Latchkey, ${key.slice(1)} at once`, value: signIns.latchkey[key]?.perSecond.median ?? 0, strong: true },
      { label: `Better Auth, ${key.slice(1)} at once`, value: signIns.betterAuth[key]?.perSecond.median ?? 0 },
    ]);
    panels.push({
      title: "Complete sign-ins a second",
      bars,
      limit: { label: "the password hash alone", value: signIns.argon2PerSecond.median },
    });
  }
  if (checks) {
    const bars = [
      { label: "Latchkey", value: checks.latchkey.median, strong: true },
      { label: "Better Auth", value: checks.betterAuth.median },
      { label: "Next.js, doing nothing", value: checks.floor.median },
    ];
    panels.push({ title: "Session checks a second, 8 at once", bars });
  }
  return panels;
}

function signInTable({ samples }: Results): string {
  const signIns = samples.signin as SignIns | undefined;
  if (!signIns) return "";
  const { twoBareActions: bare } = signIns;
  const cell = (value?: Spread) => (value ? `${value.median} (${value.min} to ${value.max})` : "");
  const rows = (["latchkey", "betterAuth"] as const).flatMap((name) =>
    Object.entries(signIns[name]).map(([key, { perSecond, p50Ms, p95Ms, p99Ms, cpuMsEach, machineCpuMsEach }]) => {
      const label = `${name === "latchkey" ? "Latchkey" : "Better Auth"}, ${key.slice(1)} at once`;
      const cpu = [cpuMsEach?.median ?? "", machineCpuMsEach.median];
      return `| ${[label, cell(perSecond), p50Ms.median, p95Ms.median, p99Ms.median, ...cpu].join(" | ")} |`;
    }),
  );
  return [
    "| complete sign-ins | a second: median (least to most) | p50 ms | p95 ms | p99 ms | server's CPU ms each | machine's |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
    `| argon2id alone, 8 at once | ${cell(signIns.argon2PerSecond)} | | | | | |`,
    `| two server actions of Next.js that do nothing, 8 at once | ${cell(bare.perSecond)} | | | | | ${bare.machineCpuMsEach.median} |`,
  ].join("\n");
}

const NO_NUMBERS = new Set(["machine", "versions", "commit", "takenAt", "samples"]);

function numbersTable(results: Results): string {
  const rows: string[] = [];
  const walk = (value: unknown, name: string) => {
    if (typeof value === "number") rows.push(`| \`${name}\` | ${value} |`);
    else for (const [key, inner] of Object.entries(value as object)) walk(inner, name ? `${name}.${key}` : key);
  };
  walk(Object.fromEntries(Object.entries(results).filter(([key]) => !NO_NUMBERS.has(key))), "");
  return ["| number | value |", "| --- | --- |", ...rows].join("\n");
}
