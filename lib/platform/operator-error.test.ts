import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const LOWER_CASE = /(?:OperatorError\(|reason = )\s*["'`](?:the|a|an|there|this|user|no|its?) .*/g;
const NAMED = /OperatorError\(([A-Z_]+)\)/g;

function lowerCaseRefusals(source: string): string[] {
  const constants = [...source.matchAll(NAMED)].flatMap(([, name]) => source.match(new RegExp(`const ${name} =\\s*["'\`][a-z].*`)) ?? []);
  return [...(source.match(LOWER_CASE) ?? []), ...constants];
}

test("a refusal begins with a capital letter, a variable's name or a file", () => {
  const files = readdirSync("lib", { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.ts$/.test(file) && !/\.test\.ts$|generated/.test(file),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap((file) => lowerCaseRefusals(readFileSync(`lib/${file}`, "utf8")))).toEqual([]);
});
