import { existsSync, readFileSync } from "node:fs";

export type Tally = { passed: number; failed: number; skipped: number };

export function add(one: Tally, other: Tally): Tally {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed, skipped: one.skipped + other.skipped };
}

/** The last line of a run. CI reads it (.ci/run), so it names nothing else. */
export function tallyLine({ passed, failed }: Tally): string {
  return `${passed} passed, ${failed} failed`;
}

/** The line of a stage, with the tests that did not run: they need root, or a program that is not installed. */
export function stageLine(tally: Tally): string {
  return `${tallyLine(tally)}, ${tally.skipped} skipped`;
}

/** A stage without tests of its own counts as one; so does one that failed before it could count. */
export function stageTally(exitCode: number, report?: string): Tally {
  const uncounted = { passed: exitCode === 0 ? 1 : 0, failed: 0, skipped: 0 };
  const counted = report && existsSync(report) ? readReport(readFileSync(report, "utf8")) : uncounted;
  return { ...counted, failed: exitCode === 0 ? counted.failed : Math.max(1, counted.failed) };
}

/** The totals in vitest's or Playwright's JSON report. A test that passed on a retry has passed. */
export function readReport(text: string): Tally {
  const report = JSON.parse(text);
  const { stats } = report;
  if (stats) return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests };
}
