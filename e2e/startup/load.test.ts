import { expect, test } from "vitest";
import { runLoad } from "./load";

const SECONDS = 5;

test("8 people signing in beside 30 session checks at a time, for 5 s: no error", async () => {
  const { errors, signInsPerSecond, checksPerSecond } = await runLoad({ people: 8, checksAtOnce: 30, seconds: SECONDS });
  expect(errors).toEqual([]);
  expect(signInsPerSecond * SECONDS).toBeGreaterThanOrEqual(8);
  expect(checksPerSecond * SECONDS).toBeGreaterThanOrEqual(30);
});
