import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { expect, test } from "vitest";
import { END_SIGNALS, SIGNAL_EXIT_CODES } from "./signals";

test("each exit code is 128 and the number of the signal", () => {
  for (const name of END_SIGNALS) expect(SIGNAL_EXIT_CODES[name]).toBe(128 + constants.signals[name]);
});

test("scripts/launch.mjs ends by the same signals with the same exit codes", () => {
  const [, table = ""] = /^const SIGNALS = \{(.*)\};$/m.exec(readFileSync("scripts/launch.mjs", "utf8")) ?? [];
  const entries = [...table.matchAll(/(\w+): (\d+)/g)].map(([, name, code]) => [name, Number(code)]);
  expect(Object.fromEntries(entries)).toEqual(SIGNAL_EXIT_CODES);
});
