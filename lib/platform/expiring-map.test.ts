import { expect, test, vi } from "vitest";
import { ExpiringMap } from "./expiring-map";

function create(entriesAtMost = 3) {
  let time = 0;
  return {
    map: new ExpiringMap<number>({ elapsed: () => time, seconds: 10, entriesAtMost }),
    pass: (seconds: number) => (time += seconds),
  };
}

test("an entry expires, and setting it again extends its lifetime", () => {
  const { map, pass } = create();
  map.set("a", 1);
  pass(9);
  expect(map.get("a")).toBe(1);
  map.set("a", 2);
  pass(9);
  expect(map.get("a")).toBe(2);
  pass(1);
  expect(map.get("a")).toBeUndefined();
  expect(map.size).toBe(0);
});

test("setting an entry that keeps its expiry does not extend its lifetime", () => {
  const { map, pass } = create();
  map.set("a", 1);
  pass(9);
  map.set("a", 2, { keepExpiry: true });
  expect(map.get("a")).toBe(2);
  pass(1);
  expect(map.get("a")).toBeUndefined();
});

test("memory is bounded: the oldest entries are evicted first", () => {
  const { map } = create(3);
  for (const [index, key] of ["a", "b", "c", "a", "d"].entries()) map.set(key, index);
  expect(map.size).toBe(3);
  expect(["a", "b", "c", "d"].map((key) => map.get(key))).toEqual([3, undefined, 2, 4]);
});

test("entries expire in time although the clock goes back by an hour", () => {
  vi.useFakeTimers();
  const map = new ExpiringMap<number>({ seconds: 10, entriesAtMost: 3 });
  map.set("a", 1);
  vi.setSystemTime(Date.now() - 60 * 60 * 1000);
  vi.advanceTimersByTime(9_000);
  expect(map.get("a")).toBe(1);
  vi.advanceTimersByTime(1_000);
  expect(map.get("a")).toBeUndefined();
  vi.useRealTimers();
});
