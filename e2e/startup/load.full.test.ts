import { expect, test } from "vitest";
import { runLoad } from "./load";

/** What the heap may still grow by once everything has been used; a leak at this rate of requests is far above it. */
const GROWTH_LIMIT_MIB = 150;

test("32 people signing in beside 200 session checks at a time, for 60 s: no error, and the memory stays flat", async () => {
  const report = await runLoad({ people: 32, checksAtOnce: 200, seconds: 60 });
  process.stdout.write(`${JSON.stringify(report)}\n`);
  expect(report.errors).toEqual([]);
  const [, warm = 0, ...later] = report.rssMiB;
  expect((later.at(-1) ?? 0) - warm).toBeLessThan(GROWTH_LIMIT_MIB);
});
