import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { releaseMemory } from "./release-memory";

const MIB = 2 ** 20;
const LIVE = 100 * MIB;
const heap = { held: 0, utilization: 0, collected: 0 };
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(heap, { held: LIVE, utilization: 0, collected: 0 });
  end = releaseMemory({
    heldBytes: () => heap.held,
    utilization: () => heap.utilization,
    collect() {
      heap.collected += 1;
      heap.held = LIVE;
    },
  });
  vi.advanceTimersByTime(5_000);
  expect(heap.collected, "what the start has left").toBe(1);
});
afterEach(() => {
  end();
  vi.useRealTimers();
});

test("garbage of a burst is collected once when the loop is idle", () => {
  heap.held = 3 * LIVE;
  vi.advanceTimersByTime(60_000);
  expect(heap).toMatchObject({ held: LIVE, collected: 2 });
});

test("nothing is collected while requests are answered", () => {
  Object.assign(heap, { held: 3 * LIVE, utilization: 0.5 });
  vi.advanceTimersByTime(60_000);
  expect(heap.collected).toBe(1);
});

test("a little garbage is left alone", () => {
  heap.held = LIVE + 31 * MIB;
  vi.advanceTimersByTime(60_000);
  expect(heap.collected).toBe(1);
});

test("collection ends with the server", () => {
  end();
  heap.held = 3 * LIVE;
  vi.advanceTimersByTime(60_000);
  expect(heap.collected).toBe(1);
});
