import { expect, test } from "vitest";
import { readReport, stageTally, tallyLine } from "./tally";

test("vitest's and Playwright's reports are counted alike", () => {
  expect(readReport('{"numPassedTests":7,"numFailedTests":2}')).toEqual({ passed: 7, failed: 2 });
  expect(readReport('{"stats":{"expected":5,"flaky":1,"unexpected":3,"skipped":4}}')).toEqual({ passed: 6, failed: 3 });
});

test("a stage that fails counts as failed even when it counted nothing", () => {
  expect(tallyLine(stageTally(1))).toBe("0 passed, 1 failed");
  expect(tallyLine(stageTally(0))).toBe("1 passed, 0 failed");
});
