import { afterEach, expect, test, vi } from "vitest";
import { createFoldedLog } from "./security-event";

afterEach(() => vi.useRealTimers());

function create() {
  vi.useFakeTimers();
  const lines: Record<string, string | number>[] = [];
  return { lines, folded: createFoldedLog({ windowSeconds: 60, keysAtMost: 3, write: (fields) => void lines.push(fields) }) };
}

test("V16.3.3: 1,000 repeats are two lines: the first at once, their number when the window ends", () => {
  const { lines, folded } = create();
  for (let n = 0; n < 1_000; n++) folded.note("a", { reason: "a" });
  expect(lines).toEqual([{ reason: "a" }]);
  vi.advanceTimersByTime(60_000);
  expect(lines).toEqual([{ reason: "a" }, { reason: "a", repeats: 999 }]);
});

test("V16.3.3: any number of keys writes no more than the window's lines", () => {
  const { lines, folded } = create();
  for (let n = 0; n < 1_000; n++) folded.note(`key ${n}`, { n });
  vi.advanceTimersByTime(60_000);
  expect(lines).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }, { others: 997 }]);
});

test("V16.3.3: the next window starts with its own lines, and an empty window writes nothing", () => {
  const { lines, folded } = create();
  folded.note("a", { reason: "a" });
  vi.advanceTimersByTime(600_000);
  folded.note("a", { reason: "a" });
  expect(lines).toEqual([{ reason: "a" }, { reason: "a" }]);
});

test("V16.3.3: counted repeats are written on shutdown", () => {
  const { lines, folded } = create();
  folded.note("a", { reason: "a" });
  folded.note("a", { reason: "a" });
  folded.flush();
  expect(lines.at(-1)).toEqual({ reason: "a", repeats: 1 });
  expect(vi.getTimerCount()).toBe(0);
});
