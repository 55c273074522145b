/** `npm run check-dependencies`: fails when a dependency was kept longer than SECURITY.md promises. */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import pLimit from "p-limit";
import semver from "semver";
import { systemClock } from "@/lib/platform/clock";
import { printOut } from "@/lib/server/output";
import { readExceptions } from "./dependencies/exceptions";
import { judge, type Outdated, type Rule, type Verdict } from "./dependencies/judge";
import { RegistryError, readDates, readDetails, readOutdated } from "./dependencies/read-registry";
import { type Summary, summarize } from "./dependencies/summarize";

/** Counts for `npm test`: a skipped check has neither passed nor failed. */
const COUNTS: Record<Summary["outcome"], { numPassedTests: number; numFailedTests: number; numPendingTests: number }> = {
  passed: { numPassedTests: 1, numFailedTests: 0, numPendingTests: 0 },
  failed: { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0 },
  skipped: { numPassedTests: 0, numFailedTests: 0, numPendingTests: 1 },
};

/** Each look-up is a separate process with up to two requests to the registry. */
const MAX_LOOKUPS = 40;
const PARALLEL_LOOKUPS = 3;

const { values } = parseArgs({ args: process.argv.slice(3), options: { report: { type: "string" } } });
const { outcome, lines } = await check().catch((error: Error): Summary => {
  if (!(error instanceof RegistryError)) throw error;
  return { outcome: "skipped", lines: [`The registry does not answer: ${error.message}`] };
});
for (const line of lines) printOut(line);
printOut(`dependencies: ${outcome}`);
if (values.report) writeFileSync(values.report, JSON.stringify(COUNTS[outcome]));
process.exit(outcome === "failed" ? 1 : 0);

async function check(): Promise<Summary> {
  const outdated = [...(await readOutdated(".", { transitive: true })), ...(await readOutdated("bench", { transitive: false }))];
  const directFirst = outdated.sort((one, other) => Number(other.direct) - Number(one.direct));
  const rule = { exceptions: readExceptions(), oldestNode: oldestSupportedNode(), now: systemClock.now() };
  return summarize(
    await pLimit(PARALLEL_LOOKUPS).map(directFirst, async (row, position) => {
      if (position >= MAX_LOOKUPS) return { outdated: row, verdict: { state: "unknown", reason: `more than ${MAX_LOOKUPS} are outdated` } };
      return { outdated: row, verdict: await judgeByRegistry(row, rule) };
    }),
  );
}

/** The details, a second request, are needed only if a release counts by its date. */
async function judgeByRegistry(row: Outdated, rule: Rule): Promise<Verdict> {
  const dates = await readDates(row.name);
  const verdict = judge(row, dates, rule);
  if (!dates || verdict.state === "current" || verdict.state === "excepted") return verdict;
  return judge(row, await readDetails(row.name, row.version, dates), rule);
}

function oldestSupportedNode(): string {
  const { engines } = JSON.parse(readFileSync("package.json", "utf8"));
  return semver.minVersion(engines.node)?.version ?? "0.0.0";
}
