import { expect, test } from "vitest";
import { runLoad } from "../support/load";

const HEAP_LIMIT_MIB = 384;

test("32 users signing in 12 times each, beside 200 concurrent session checks, in a heap of 384 MiB: no error", async () => {
  const { errors, signIns, checks } = await runLoad({ users: 32, signInsEach: 12, checksAtOnce: 200, heapLimitMiB: HEAP_LIMIT_MIB });
  expect(errors).toEqual([]);
  expect(signIns).toBe(32 * 12);
  expect(checks).toBeGreaterThan(200);
});
