import type { Outdated, Verdict } from "./judge";

export type Judged = { outdated: Outdated; verdict: Verdict };

/** `skipped` is not a pass: some packages are unknown, and no known one is overdue. */
export type Summary = { outcome: "passed" | "failed" | "skipped"; lines: string[] };

export function summarize(judged: Judged[]): Summary {
  const lines = judged.map(describe).filter((line) => line !== null);
  const states = new Set(judged.map(({ verdict }) => verdict.state));
  const outcome = states.has("overdue") ? "failed" : states.has("unknown") ? "skipped" : "passed";
  return {
    outcome,
    lines: [...lines, `${judged.length} outdated, ${count(judged, "overdue")} overdue, ${count(judged, "unknown")} unknown`],
  };
}

function count(judged: Judged[], state: Verdict["state"]): number {
  return judged.filter(({ verdict }) => verdict.state === state).length;
}

function describe({ outdated: { name, version, project, direct }, verdict }: Judged): string | null {
  const subject = `${name} ${version}${project === "." ? "" : ` in ${project}`}${direct ? "" : " (transitive)"}`;
  if (verdict.state === "unknown") return `unknown: ${subject}: ${verdict.reason}`;
  if (verdict.state !== "overdue") return null;
  return `overdue: ${subject}: ${verdict.newer} was released ${verdict.days} days ago, and ${verdict.maxDays} are allowed`;
}
