import { expect, test } from "vitest";
import { add, readReport, stageLine, stageTally, tallyLine } from "./tally";

test("vitest's and Playwright's reports are counted alike", () => {
  expect(readReport('{"numPassedTests":7,"numFailedTests":2,"numPendingTests":3}')).toEqual({ passed: 7, failed: 2, skipped: 3 });
  expect(readReport('{"stats":{"expected":5,"flaky":1,"unexpected":3,"skipped":4}}')).toEqual({ passed: 6, failed: 3, skipped: 4 });
});

test("a stage that fails counts as failed even when it counted nothing", () => {
  expect(tallyLine(stageTally(1))).toBe("0 passed, 1 failed");
  expect(tallyLine(stageTally(0))).toBe("1 passed, 0 failed");
});

test("a stage's line counts skipped tests, and the last line of a run does not", () => {
  const tally = add({ passed: 5, failed: 0, skipped: 2 }, { passed: 1, failed: 1, skipped: 1 });
  expect(stageLine(tally)).toBe("6 passed, 1 failed, 3 skipped");
  expect(tallyLine(tally)).toBe("6 passed, 1 failed");
});
