import { expect, test } from "vitest";
import { runLoad } from "./load";

/** A leak fills this within the minute and ends the console; a heap without bound is let grow before it is cleaned. */
const HEAP_MIB = 384;
/** Code, hashing (19 MiB each), buffers and the young generation. */
const BESIDE_THE_HEAP_MIB = 384;

test("32 people signing in beside 200 session checks at a time, for 60 s: no error, and the memory stays flat", async () => {
  const report = await runLoad({ people: 32, checksAtOnce: 200, seconds: 60, heapMiB: HEAP_MIB });
  process.stdout.write(`${JSON.stringify(report)}\n`);
  expect(report.errors).toEqual([]);
  expect(Math.max(...report.rssMiB)).toBeLessThan(HEAP_MIB + BESIDE_THE_HEAP_MIB);
});
