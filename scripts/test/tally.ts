import { existsSync, readFileSync } from "node:fs";

export type Tally = { passed: number; failed: number };

export function add(one: Tally, other: Tally): Tally {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed };
}

export function tallyLine({ passed, failed }: Tally): string {
  return `${passed} passed, ${failed} failed`;
}

/** A stage without tests of its own counts as one; so does one that failed before it could count. */
export function stageTally(exitCode: number, report?: string): Tally {
  const counted = report && existsSync(report) ? readReport(readFileSync(report, "utf8")) : { passed: exitCode === 0 ? 1 : 0, failed: 0 };
  return { ...counted, failed: exitCode === 0 ? counted.failed : Math.max(1, counted.failed) };
}

/** The totals in vitest's or Playwright's JSON report. A test that passed on a second try has passed. */
export function readReport(text: string): Tally {
  const report = JSON.parse(text);
  if (!report.stats) return { passed: report.numPassedTests, failed: report.numFailedTests };
  return { passed: report.stats.expected + report.stats.flaky, failed: report.stats.unexpected };
}
