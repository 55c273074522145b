/**
 * Everything that CI runs, in the order in which mistakes are cheapest to find; stops at the first stage that fails. With the
 * argument `full` what takes too long for every change runs behind it.
 */
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { withoutConfiguration } from "@/lib/platform/config/config";
import { ensureBuild } from "@/lib/server/ensure-build";
import { printOut } from "@/lib/server/output";
import { createLifecycle } from "@/lib/server/shutdown";
import { findBrowser } from "./test/find-browser";
import { findDebianProgram } from "./test/find-debian-program";
import { add, stageTally, type Tally, tallyLine } from "./test/tally";

const lifecycle = createLifecycle({ isServer: false });
const reports = mkdtempSync(path.join(tmpdir(), "latchkey-reports-"));
const bin = (file: string) => path.resolve("node_modules", file);
const environment = withoutConfiguration(process.env);

const dependencyReport = path.join(reports, "dependencies.json");

/** A stage: its name, what it runs, and where the counts of its tests are. */
type Stage = { name: string; run: () => Promise<number>; report?: string };

const FULL = process.argv[3] === "full";

const STAGES: Stage[] = [
  {
    name: "types",
    run: () =>
      inTurn(
        () => node("next/dist/bin/next", "typegen"),
        () => node("typescript/bin/tsc", "--noEmit", "-p", "."),
      ),
  },
  { name: "lint", run: () => node("@biomejs/biome/bin/biome", "check", "--error-on-warnings") },
  ...(FULL ? [{ name: "programs", run: findPrograms }] : []),
  vitest("unit and integration", "unit", "integration"),
  { name: "build", run: build },
  vitest("startup", "startup", "startup-alone"),
  { name: "e2e", run: e2e, report: path.join(reports, "e2e.json") },
  ...(FULL ? [vitest("full", "full"), vitest("hostile settings", "hostile-east", "hostile-west")] : []),
  // Last: what others have released must not hide what is broken here.
  { name: "dependencies", run: () => checkDependencies(dependencyReport), report: dependencyReport },
];

/** Browser tests with the tag `@full` are further cases of what another one shows. */
function e2e(): Promise<number> {
  return node("@playwright/test/cli.js", "test", "--reporter=list,json", ...(FULL ? [] : ["--grep-invert=@full"]));
}

function vitest(name: string, ...projects: string[]): Stage {
  const report = path.join(reports, `${projects[0]}.json`);
  const flags = [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...projects.map((project) => `--project=${project}`),
  ];
  return { name, run: () => node("vitest/vitest.mjs", ...flags), report };
}

/** Without these `npm test` skips the tests that need them. The full run skips none: it installs what is missing, or fails. */
async function findPrograms(): Promise<number> {
  printOut([findDebianProgram("psql", "postgresql-client"), findDebianProgram("pgbouncer")].join("\n"));
  return 0;
}

async function build(): Promise<number> {
  await ensureBuild(process.cwd(), lifecycle, printOut);
  environment.CHROMIUM_PATH ||= await findBrowser();
  return 0;
}

async function inTurn(...steps: (() => Promise<number>)[]): Promise<number> {
  for (const step of steps) {
    const code = await step();
    if (code !== 0) return code;
  }
  return 0;
}

function checkDependencies(report: string): Promise<number> {
  return node("../scripts/launch.mjs", "dependencies", "--report", report);
}

function node(file: string, ...args: string[]): Promise<number> {
  const env = { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: path.join(reports, "e2e.json"), NEXT_TELEMETRY_DISABLED: "1" };
  const child = spawn(process.execPath, [bin(file), ...args], { stdio: ["ignore", "inherit", "inherit"], env });
  lifecycle.onEnd(async () => child.kill());
  return new Promise((resolve, reject) => child.once("error", reject).once("close", (code) => resolve(code ?? 1)));
}

let total: Tally = { passed: 0, failed: 0 };
for (const { name, run, report } of STAGES) {
  printOut(`\n── ${name}`);
  const code = await run().catch((error: Error) => {
    printOut(error.message);
    return 1;
  });
  const tally = stageTally(code, report);
  total = add(total, tally);
  printOut(`── ${name}: ${tallyLine(tally)}`);
  if (code !== 0) break;
}
printOut(tallyLine(total));
await lifecycle.end(total.failed === 0 ? 0 : 1);
