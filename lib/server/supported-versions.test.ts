import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { NODE_END_OF_LIFE, nodeWarning, POSTGRES_END_OF_LIFE, postgresProblem, postgresWarning } from "./supported-versions";

const NOW = new Date("2026-11-28T12:00:00Z");

describe("Node.js", () => {
  test.each(["22.12.0", "24.22.3", "26.1.0", "v24.0.0"])("%s is supported", (version) => {
    expect(nodeWarning(version, NOW)).toBeNull();
  });

  test.each([
    ["20.20.2", "2026-04-30"],
    ["20.19.0", "2026-04-30"],
    ["21.7.3", "2024-06-01"],
    ["23.11.1", "2025-06-01"],
    ["25.0.0", "2026-06-01"],
  ])("%s ended on %s, and the warning names what to use", (version, end) => {
    expect(nodeWarning(version, NOW)).toBe(`Warning: Node.js ${version} has had no security fixes since ${end}; use Node.js 24 or 22`);
  });

  test.each(["27.0.0", "28.4.1", "30.0.0", "24.0.0-nightly20260101abcdef", "22.1.0-pre", "canary"])("%s is unknown", (version) => {
    expect(nodeWarning(version, NOW)).toBe(
      `Warning: Node.js ${version} is not a version that Latchkey is tested with; use Node.js 24 or 22`,
    );
  });

  test("the last day of fixes counts whole, in UTC", () => {
    expect(nodeWarning("22.23.5", new Date("2027-04-30T23:59:59Z"))).toBeNull();
    expect(nodeWarning("22.23.5", new Date("2027-05-01T00:00:00Z"))).toMatch(/since 2027-04-30; use Node\.js 24$/);
    expect(nodeWarning("24.22.3", new Date("2031-01-01T00:00:00Z"))).toMatch(/use Node\.js and Latchkey in their newest versions$/);
  });
});

describe("PostgreSQL", () => {
  test.each([150019, 160000, 170010, 180004])("%i is supported", (version) => {
    expect(postgresProblem(version)).toBeNull();
    expect(postgresWarning(version, NOW)).toBeNull();
  });

  test.each([
    [139999, "13.9999"],
    [130023, "13.23"],
    [100000, "10.0"],
    [90624, "9.6.24"],
    [80025, "8.0.25"],
  ])("%i is refused", (version, text) => {
    expect(postgresProblem(version)).toBe(`points at PostgreSQL ${text}; Latchkey needs 14 or newer`);
  });

  test("14 has reached its end of life and runs with one line", () => {
    expect(postgresProblem(140023)).toBeNull();
    expect(postgresWarning(140023, NOW)).toBe(
      "Warning: PostgreSQL 14.23 has had no security fixes since 2026-11-12; supported are 15 to 18",
    );
    expect(postgresWarning(140023, new Date("2026-11-12T23:59:59Z"))).toBeNull();
    expect(postgresWarning(140023, new Date("2026-11-13T00:00:00Z"))).toMatch(/no security fixes/);
  });

  test.each([190001, 200000])("%i is newer than what is tested", (version) => {
    expect(postgresWarning(version, NOW)).toMatch(/is not a version that Latchkey is tested with; supported are 15 to 18$/);
  });

  test("the supported range follows the date", () => {
    expect(postgresWarning(150019, new Date("2027-11-12T00:00:00Z"))).toMatch(/since 2027-11-11; supported are 16 to 18$/);
    expect(postgresWarning(180004, new Date("2031-01-01T00:00:00Z"))).toMatch(/update Latchkey as well$/);
  });
});

test("the tables hold days", () => {
  for (const day of [...Object.values(NODE_END_OF_LIFE), ...Object.values(POSTGRES_END_OF_LIFE)]) {
    expect(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day);
  }
});

test("README names the versions that are checked", () => {
  const readme = readFileSync("README.md", "utf8");
  expect(readme).toMatch(/Node\.js 22 or 24/);
  expect(readme).toMatch(/PostgreSQL 15 to 18/);
});
