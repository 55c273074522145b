/**
 * Everything that CI runs: npm scripts of package.json, in the order in which mistakes are cheapest to find; stops at the first
 * failure. With the argument `full` it also runs the tests that take too long for every change.
 */
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { withoutConfiguration } from "@/lib/platform/config/config";
import { printOut } from "@/lib/server/output";
import { createLifecycle } from "@/lib/server/shutdown";
import { findBrowser } from "./test/find-browser";
import { findDebianProgram } from "./test/find-debian-program";
import { add, stageLine, stageTally, type Tally, tallyLine } from "./test/tally";

const FULL = process.argv[3] === "full";

const lifecycle = createLifecycle({ isServer: false });
const reports = mkdtempSync(path.join(tmpdir(), "latchkey-reports-"));
const environment = withoutConfiguration(process.env);

/** An npm script, and where the counts of its tests are. */
type Stage = { name: string; args?: string[]; report?: string };

const STAGES: Stage[] = [
  { name: "typecheck" },
  { name: "lint" },
  vitest("test:unit"),
  vitest("test:db"),
  { name: "build" },
  vitest("test:system"),
  // Browser tests with the tag `@full` are further cases of other tests.
  { name: FULL ? "test:browser:full" : "test:browser", args: ["--reporter=list,json"], report: path.join(reports, "browser.json") },
  ...(FULL ? [vitest("test:system:full"), vitest("test:db:hostile")] : []),
  // Last: an outdated dependency must not hide a broken test.
  {
    name: "check-dependencies",
    args: ["--report", path.join(reports, "dependencies.json")],
    report: path.join(reports, "dependencies.json"),
  },
];

function vitest(name: string): Stage {
  const report = path.join(reports, `${name.replaceAll(":", "-")}.json`);
  return { name, args: ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`], report };
}

async function run({ name, args = [] }: Stage): Promise<number> {
  if (/^test:(browser|system)/.test(name)) environment.CHROMIUM_PATH ||= await findBrowser();
  const env = { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: path.join(reports, "browser.json"), NEXT_TELEMETRY_DISABLED: "1" };
  const child = spawn("npm", ["run", "--silent", name, "--", ...args], { stdio: ["ignore", "inherit", "inherit"], env });
  lifecycle.onEnd("check", async () => child.kill());
  return new Promise((resolve, reject) => child.once("error", reject).once("close", (code) => resolve(code ?? 1)));
}

// Without them some tests of the full run are skipped.
if (FULL) printOut([findDebianProgram("psql", "postgresql-client"), findDebianProgram("pgbouncer")].join("\n"));

let total: Tally = { passed: 0, failed: 0, skipped: 0 };
for (const stage of STAGES) {
  printOut(`\n── ${stage.name}`);
  const code = await run(stage).catch((error: Error) => {
    printOut(error.message);
    return 1;
  });
  const tally = stageTally(code, stage.report);
  total = add(total, tally);
  printOut(`── ${stage.name}: ${stageLine(tally)}`);
  if (code !== 0) break;
}
printOut(tallyLine(total));
await lifecycle.end(total.failed === 0 ? 0 : 1);
