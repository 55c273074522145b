import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { log } from "@/lib/platform/log";
import { STARTUP_MESSAGE } from "./next-internals";
import { captureOutput } from "./output";

let entries: [string, string][];
let release: () => Promise<void>;

beforeEach(() => {
  entries = [];
  for (const level of ["info", "warn", "error"] as const) {
    vi.spyOn(log, level).mockImplementation(((_fields: object, text: string) => void entries.push([level, text])) as typeof log.info);
  }
  release = captureOutput(STARTUP_MESSAGE);
});
afterEach(async () => {
  await release();
  vi.restoreAllMocks();
});

test("V16.4.1: output of console is a log entry of its level", () => {
  console.log("started %d", 1);
  console.warn("slow");
  console.error(new Error("failed"));
  expect(entries.slice(0, 2)).toEqual([
    ["info", "started 1"],
    ["warn", "slow"],
  ]);
  expect(entries[2]).toEqual(["error", expect.stringMatching(/^Error: failed\n {4}at /)]);
});

test("V16.4.1: direct output to a stream is a log entry, with bytes and colors, and runs the writer's callback", async () => {
  process.stdout.write("\u001b[31mred\u001b[39m\n");
  await new Promise<void>((resolve) => void process.stderr.write(Buffer.from("bytes"), () => resolve()));
  process.stdout.write("\n");
  expect(entries).toEqual([
    ["info", "red"],
    ["warn", "bytes"],
  ]);
});

test("Next's message about its configuration is not logged", () => {
  console.log(" \u001b[32m\u001b[1m✓\u001b[22m\u001b[39m", "Running next.config.mjs took 35ms");
  expect(entries).toEqual([]);
});

test("V16.4.1: a warning of Node is a log entry", async () => {
  process.emitWarning("too many listeners");
  await vi.waitFor(() => expect(entries).toEqual([["warn", "Warning: too many listeners"]]));
});

test("V16.3.3: repeated output of a library does not fill the disk, and long texts are cut", async () => {
  for (let n = 0; n < 1_000; n++) console.error("same");
  for (let n = 0; n < 1_000; n++) console.error(`other ${n} ${"x".repeat(10_000)}`);
  expect(entries).toHaveLength(100);
  expect(Math.max(...entries.map(([, text]) => text.length))).toBe(4_000);
  await release();
  expect(entries).toHaveLength(102);
});
