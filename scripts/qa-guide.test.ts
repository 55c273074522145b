import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as policy from "@/lib/policy";

const GUIDE = readFileSync("docs/qa.md", "utf8");

test("the spec in docs/qa.md is the one in the suite", () => {
  const [, spec] = /^```ts\n(.*?)^```$/ms.exec(GUIDE) ?? [];
  expect(spec).toBe(readFileSync("e2e/browser/portable/example.spec.ts", "utf8"));
});

test("the numbers in docs/qa.md are those of the policy", () => {
  const named = [...GUIDE.matchAll(/`([A-Z0-9_]+)` (\d+)/g)].map(([, name = "", value]) => [name, Number(value)]);
  expect(named.length).toBeGreaterThan(5);
  const actual = policy as unknown as Record<string, unknown>;
  expect(Object.fromEntries(named)).toEqual(Object.fromEntries(named.map(([name]) => [name, actual[String(name)]])));
  const limits = [...GUIDE.matchAll(/`([A-Z_]+_ATTEMPTS)`(?! \d)/g)].map(([, name = ""]) => name);
  expect(limits).toEqual(["PASSWORD_ATTEMPTS", "SECOND_FACTOR_ATTEMPTS"]);
  for (const name of limits) expect(actual[name], name).toMatchObject({ freeFailures: 10, firstDelaySeconds: 30 });
});
