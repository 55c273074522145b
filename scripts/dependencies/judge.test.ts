import { expect, test } from "vitest";
import { type Exception, judge, type Outdated, type Release } from "./judge";

const NOW = new Date("2026-12-01T12:00:00Z");
const NODE = "20.19.0";
const PACKAGE: Outdated = { name: "mailer", version: "8.0.9", runtime: true, direct: true, allowed: null, project: "." };
const EXCEPTION: Exception = {
  name: "mailer",
  project: ".",
  version: "8.0.9",
  notTaken: ">=9",
  reason: "9 has another license",
  since: "2026-11-01",
  until: "2026-12-01",
};

function release(version: string, daysAgo: number | null, more: Partial<Release> = {}): Release {
  const published = daysAgo === null ? null : new Date(NOW.getTime() - daysAgo * 24 * 60 * 60 * 1000);
  return { version, published, node: null, deprecated: false, ...more };
}

function judged(releases: Release[] | null, changes: Partial<Outdated> = {}, exceptions: Exception[] = [], now = NOW) {
  return judge({ ...PACKAGE, ...changes }, releases, { exceptions, oldestNode: NODE, now });
}

test.each<[string, Release[], Partial<Outdated>, string]>([
  ["a fix release of the last 30 days", [release("8.0.10", 30)], {}, "within-frame"],
  ["a fix release older than 30 days", [release("8.0.10", 31)], {}, "overdue"],
  ["a minor release older than 30 days", [release("8.1.0", 31)], {}, "overdue"],
  ["a major release of the last 90 days", [release("9.0.0", 90)], {}, "within-frame"],
  ["a major release older than 90 days", [release("9.0.0", 91)], {}, "overdue"],
  ["a fix for a development tool, within 90 days", [release("8.0.10", 90)], { runtime: false }, "within-frame"],
  ["a fix for a development tool, older", [release("8.0.10", 91)], { runtime: false }, "overdue"],
  ["0.4 for 0.3, a change of what it promises", [release("0.4.0", 60)], { version: "0.3.0" }, "within-frame"],
  ["0.3.1 for 0.3.0", [release("0.3.1", 60)], { version: "0.3.0" }, "overdue"],
  ["only older releases", [release("8.0.8", 400), release("7.9.0", 2)], {}, "current"],
  ["only pre-releases of the next version", [release("9.0.0-rc.1", 200)], {}, "current"],
  ["a deprecated newer release", [release("8.0.10", 200, { deprecated: true })], {}, "current"],
  ["a newer release for newer Node.js only", [release("9.0.0", 200, { node: ">=22.12.0" })], {}, "current"],
  ["one that lists several Node.js versions", [release("9.0.0", 200, { node: "^20.19.0 || >=22.12.0" })], {}, "overdue"],
  ["a `node` that is no range", [release("9.0.0", 200, { node: "latest" })], {}, "overdue"],
  [
    "a deprecated version that only a major release replaces",
    [release("8.0.9", 300, { deprecated: true }), release("9.0.0", 31)],
    {},
    "overdue",
  ],
  ["a transitive one that a package above holds back", [release("8.1.0", 200)], { direct: false, allowed: "8.0.9" }, "current"],
  ["a transitive one that may be newer", [release("8.0.11", 31)], { direct: false, allowed: "8.0.12" }, "overdue"],
  ["a later beta of the beta in use", [release("5.0.0-beta.33", 31)], { version: "5.0.0-beta.32" }, "overdue"],
  ["a beta of the next minor version", [release("18.5.0-beta.17", 31)], { version: "18.4.0-beta.17" }, "overdue"],
  ["the release that a beta led to", [release("5.0.0", 31)], { version: "5.0.0-beta.32" }, "overdue"],
  ["another line of pre-releases", [release("5.0.0-canary.9", 200)], { version: "5.0.0-beta.32" }, "current"],
  ["the tag `latest` on an older version", [release("4.24.15", 100)], { version: "5.0.0-beta.32" }, "current"],
  ["releases without a date", [release("8.0.10", null)], {}, "unknown"],
  ["a name that is no version", [release("modified", 200)], {}, "current"],
])("%s: %#", (_, releases, changes, state) => {
  expect(judged(releases, changes).state).toBe(state);
});

test("a package that the registry does not describe is unknown", () => {
  expect(judged(null)).toEqual({ state: "unknown", reason: "the registry did not describe it" });
});

test("frequent releases do not move the deadline: the first one counts", () => {
  expect(judged([release("8.0.10", 45), release("8.0.11", 20), release("8.0.12", 1)])).toEqual({
    state: "overdue",
    newer: "8.0.10",
    days: 45,
    maxDays: 30,
  });
});

test("nothing turns overdue in the 30 days after everything was updated", () => {
  const later = new Date(NOW.getTime() + 30 * 24 * 60 * 60 * 1000);
  expect(judged([release("8.0.10", 0), release("9.0.0", 0)], {}, [], later).state).toBe("within-frame");
});

test("an exception holds to the end of its day, and then the date of the release counts", () => {
  const releases = [release("9.0.0", 200)];
  expect(judged(releases, {}, [EXCEPTION], new Date("2026-12-01T23:59:59Z")).state).toBe("excepted");
  expect(judged(releases, {}, [EXCEPTION], new Date("2026-12-02T00:00:00Z")).state).toBe("overdue");
});

test.each<[string, Partial<Exception>]>([
  ["for another version", { version: "8.0.8" }],
  ["for another project", { project: "bench" }],
  ["for another package", { name: "mailers" }],
])("an exception %s excuses nothing", (_, changes) => {
  expect(judged([release("9.0.0", 200)], {}, [{ ...EXCEPTION, ...changes }]).state).toBe("overdue");
});

test("an exception for version 9 does not excuse a missed fix of version 8", () => {
  expect(judged([release("8.0.10", 31), release("9.0.0", 200)], {}, [EXCEPTION])).toMatchObject({ state: "overdue", newer: "8.0.10" });
});
