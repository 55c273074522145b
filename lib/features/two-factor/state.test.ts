import { expect, test } from "vitest";
import { daysSince, twoFactorState } from "./state";

const NOW = new Date("2026-07-01T12:00:00Z");
const daysAgo = (days: number, milliseconds = 0) => new Date(NOW.getTime() - days * 86_400_000 + milliseconds);

test.each([
  ["no secret", null, 180, "not-enabled"],
  ["confirmed now", NOW, 180, "enabled"],
  ["confirmed in the future (the clock went back)", daysAgo(-1), 180, "enabled"],
  ["a day before the limit", daysAgo(179), 180, "enabled"],
  ["exactly at the limit", daysAgo(180), 180, "enabled"],
  ["a millisecond past the limit", daysAgo(180, -1), 180, "expired"],
  ["years ago", daysAgo(2000), 180, "expired"],
  ["a limit of one day", daysAgo(2), 1, "expired"],
] as const)("%s", (_name, confirmedAt, maxAgeDays, state) => {
  expect(twoFactorState(confirmedAt, NOW, maxAgeDays)).toBe(state);
});

test("the age is counted in whole days and is never negative", () => {
  expect([null, NOW, daysAgo(1, 1), daysAgo(1), daysAgo(181), daysAgo(-3)].map((date) => daysSince(date, NOW))).toEqual([
    null,
    0,
    0,
    1,
    181,
    0,
  ]);
});
