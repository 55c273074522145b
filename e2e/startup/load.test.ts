import { expect, test } from "vitest";
import { runLoad } from "./load";

test("8 people signing in beside 30 session checks at a time, for 5 s: no error", async () => {
  const { errors, signInsPerSecond, checksPerSecond } = await runLoad({ people: 8, checksAtOnce: 30, seconds: 5 });
  expect(errors).toEqual([]);
  expect(signInsPerSecond).toBeGreaterThan(0);
  expect(checksPerSecond).toBeGreaterThan(0);
});
