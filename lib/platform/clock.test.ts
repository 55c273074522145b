import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withLoopTimeout, withTimeout } from "./clock";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** One round of the loop: a timer that is due fires once, however long the round took. */
const round = () => vi.advanceTimersToNextTimerAsync();

test("an answer after nine rounds of a busy loop is in time for ten ticks, however long the rounds took", async () => {
  let answer = (_value: string) => {};
  const work = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const settled = withLoopTimeout(work, 500);
  for (let n = 0; n < 9; n++) await round();
  answer("here");
  expect(await settled).toBe("here");
  expect(vi.getTimerCount()).toBe(0);
});

test("a missing answer times out after as many rounds as there are ticks", async () => {
  const settled = expect(withLoopTimeout(new Promise(() => {}), 500)).rejects.toMatchObject({ code: "ETIMEDOUT" });
  for (let n = 0; n < 10; n++) await round();
  await settled;
});

test("a rejection is passed on at once", async () => {
  await expect(withLoopTimeout(Promise.reject(new Error("refused")), 60_000)).rejects.toThrow("refused");
  expect(vi.getTimerCount()).toBe(0);
});

test("work that takes too long is answered with the other value, and leaves no timer", async () => {
  const settled = withTimeout(new Promise(() => {}), 2_000, "late");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await settled).toBe("late");
  expect(await withTimeout(Promise.resolve("here"), 2_000, "late")).toBe("here");
  await expect(withTimeout(Promise.reject(new Error("refused")), 2_000, "late")).rejects.toThrow("refused");
  expect(vi.getTimerCount()).toBe(0);
});
