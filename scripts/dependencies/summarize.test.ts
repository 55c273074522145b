import { expect, test } from "vitest";
import type { Outdated, Verdict } from "./judge";
import { summarize } from "./summarize";

const MAILER: Outdated = { name: "mailer", version: "8.0.9", runtime: true, direct: false, allowed: "8.1.0", project: "bench" };
const of = (...verdicts: Verdict[]) => summarize(verdicts.map((verdict) => ({ outdated: MAILER, verdict })));
const OVERDUE: Verdict = { state: "overdue", newer: "8.0.10", days: 45, maxDays: 30 };
const UNKNOWN: Verdict = { state: "unknown", reason: "the registry gives no release dates" };

test("an overdue package fails, also beside unknown ones", () => {
  expect(of(UNKNOWN, OVERDUE).outcome).toBe("failed");
  expect(of(OVERDUE).lines[0]).toBe("overdue: mailer 8.0.9 in bench (transitive): 8.0.10 was released 45 days ago, and 30 are allowed");
});

test("an unknown package is skipped, not passed", () => {
  expect(of(UNKNOWN, { state: "current" })).toMatchObject({
    outcome: "skipped",
    lines: [expect.stringMatching(/^unknown: mailer/), expect.any(String)],
  });
});

test("everything within its time frame passes", () => {
  expect(of({ state: "within-frame" }, { state: "excepted" }, { state: "current" }).outcome).toBe("passed");
  expect(of().outcome).toBe("passed");
});
