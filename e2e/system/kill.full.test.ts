import { expect, test } from "vitest";
import { killUnderLoad } from "../support/kill-rounds";

test.each([
  ["console", 50],
  ["database", 20],
] as const)("the %s is killed under load %i times", async (victim, rounds) => {
  const seed = process.env.SEED ?? `${Date.now()}`;
  process.stdout.write(`seed ${seed}\n`);
  const report = await killUnderLoad(rounds, [victim], seed);
  process.stdout.write(`${JSON.stringify(report)}\n`);
  expect(report.acknowledged).toBeGreaterThan(rounds);
});
