import { expect, test, vi } from "vitest";
import { log } from "@/lib/platform/log";
import { closeParts } from "./shutdown";

const never = () => new Promise<never>(() => {});

test("each part has its own limit, and one that exceeds it is named and does not keep the next from closing", async () => {
  vi.useFakeTimers();
  const warn = vi.spyOn(log, "warn").mockReturnValue();
  const closed = vi.fn();
  const slow = () => new Promise<void>((resolve) => setTimeout(() => resolve(closed("database")), 30_000));
  const parts = [
    { part: "HTTP server", close: never, limitMs: 15_000 },
    { part: "database", close: slow, limitMs: 40_000 },
    { part: "folder", close: async () => closed("folder"), limitMs: 15_000 },
  ];
  const all = closeParts(parts);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(warn.mock.calls).toEqual([[{ part: "HTTP server", seconds: 15 }, "a part of the console did not close in time"]]);
  await vi.advanceTimersByTimeAsync(30_000);
  await all;
  expect(closed.mock.calls).toEqual([["database"], ["folder"]]);
  expect(warn).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
  warn.mockRestore();
});

test("a part that fails is reported, and the next one closes", async () => {
  const fatal = vi.spyOn(log, "fatal").mockReturnValue();
  const closed = vi.fn(async () => {});
  const fail = () => Promise.reject(new Error("not closed"));
  await closeParts([
    { part: "worker", close: fail, limitMs: 1_000 },
    { part: "database", close: closed, limitMs: 1_000 },
  ]);
  expect(fatal).toHaveBeenCalledTimes(1);
  expect(closed).toHaveBeenCalledTimes(1);
  fatal.mockRestore();
});
