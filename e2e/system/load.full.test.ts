import { expect, test } from "vitest";
import { runLoad } from "../support/load";

const HEAP_LIMIT_MIB = 384;
/** What requests under way hold differs from one moment to the next; a leak doubles the heap within the minute. */
const MAY_GROW = 1.25;

test("32 people signing in beside 200 session checks at a time, for 60 s: no error, and what the heap holds stays the same", async () => {
  const report = await runLoad({ people: 32, checksAtOnce: 200, seconds: 60, heapLimitMiB: HEAP_LIMIT_MIB });
  process.stdout.write(`${JSON.stringify(report)}\n`);
  expect(report.errors).toEqual([]);
  const [first, second, ...later] = report.heapMiB;
  expect(later.length).toBeGreaterThanOrEqual(2);
  expect(mean(later.slice(-2))).toBeLessThan(MAY_GROW * mean([first, second]));
});

function mean(values: (number | undefined)[]): number {
  return values.reduce<number>((sum, value = Number.NaN) => sum + value, 0) / values.length;
}
