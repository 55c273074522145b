import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { checkDecisions, checkReferences, DECISIONS } from "./doc-links";
import { listFiles, show } from "./shared";

/** Tests with invented paths, and texts of others. */
const NOT_CHECKED = ["scripts/lint/doc-links.test.ts", "lib/server/ensure-build.test.ts", "THIRD-PARTY-NOTICES.md"];
const TEXT = /\.(md|ts|tsx|mjs|js|json|ya?ml|conf|cfg|service|Caddyfile|sql|prisma)$|^Containerfile$/;

function readFromDisk(file: string): string | null {
  if (!existsSync(file)) return null;
  return statSync(file).isDirectory() ? readdirSync(file).join("\n") : readFileSync(file, "utf8");
}

test("every link, path and decision number in the repository resolves", () => {
  const files = listFiles();
  const repository = { read: readFromDisk, fileNames: new Set(files.map((file) => path.basename(file))) };
  const checked = files.filter((file) => TEXT.test(file) && !NOT_CHECKED.includes(file));
  const findings = checked.flatMap((file) => checkReferences(file, readFileSync(file, "utf8"), repository));
  expect(findings.map(show)).toEqual([]);
});

test("decision records have one format, numbers without a gap, and a line in docs/README.md", () => {
  const names = readdirSync(DECISIONS);
  expect(names.length).toBeGreaterThan(0);
  expect(checkDecisions(names, readFromDisk).map(show)).toEqual([]);
});

const FILES: Record<string, string> = {
  "docs/a.md": "# A page\n\n## What `npm start` says\n",
  "docs/README.md": "| [0001](decisions/0001-raw-sql.md) | Raw SQL |\n",
  "lib/x.ts": "",
  "docs/decisions": "0001-raw-sql.md",
  "docs/decisions/0001-raw-sql.md": "# 0001 Raw SQL\n\n## Context\n\n## Decision\n\n## Consequences\n",
};
const read = (file: string) => FILES[file] ?? null;

describe("checkReferences", () => {
  const repository = { read, fileNames: new Set(["x.ts"]) };
  const messages = (file: string, text: string) => checkReferences(file, text, repository).map(({ message }) => message);

  test.each([
    ["docs/b.md", "[a](a.md), [there](a.md#what-npm-start-says), [web](https://example.com/x.md), [code](../lib/x.ts)"],
    [
      "docs/b.md",
      "`lib/x.ts`, `../lib/x.ts`, `x.ts`, `lib/*/x.ts`, `lib/x`, `lib/<name>.ts`, `lib/.../x.ts`, `npm run lib/none`, decision 0001",
    ],
    ["lib/x.ts", "// docs/a.md, decision 0001, lib/none.ts"],
  ])("accepts existing targets: %s: %s", (file, text) => {
    expect(messages(file, text)).toEqual([]);
  });

  test.each([
    ["docs/b.md", "[b](c.md)", "the link to c.md leads nowhere"],
    ["docs/b.md", "[a](a.md#other)", "the link to a.md#other leads nowhere"],
    ["docs/b.md", "in `lib/none.ts`", "lib/none.ts does not exist"],
    ["docs/b.md", "in `../lib/none.ts`", "../lib/none.ts does not exist"],
    ["docs/b.md", "in `none.ts`", "none.ts does not exist"],
    ["docs/b.md", "see decision 0002", "there is no decision 0002"],
    ["docs/b.md", "[0002](decisions/0001-raw-sql.md)", "the link 0002 leads to decision 0001"],
    ["docs/b.md", "see decision 1", "there is no decision 1"],
    ["lib/x.ts", "// see docs/none.md", "docs/none.md does not exist"],
    ["lib/x.ts", "// see decision 0002", "there is no decision 0002"],
  ])("reports missing targets: %s: %s", (file, text, message) => {
    expect(messages(file, text)).toEqual([message]);
  });
});

describe("checkDecisions", () => {
  const record = FILES["docs/decisions/0001-raw-sql.md"] ?? "";
  const check = (name: string, text: string) => checkDecisions([name], (file) => (file.endsWith(name) ? text : read(file)));

  test("accepts a record in the format", () => {
    expect(check("0001-raw-sql.md", record)).toEqual([]);
  });

  test.each([
    ["a gap in the numbers", "0002-raw-sql.md", record.replace("0001", "0002")],
    ["a title unlike the file name", "0001-raw-sql.md", record.replace("Raw SQL", "Raw statements")],
    ["another section", "0001-raw-sql.md", record.replace("Consequences", "Cost")],
    ["40 lines", "0001-raw-sql.md", `${record}${"\n".repeat(32)}end\n`],
    ["no line in docs/README.md", "0001-other.md", record.replace("Raw SQL", "Other")],
  ])("reports %s", (_what, name, text) => {
    expect(check(name, text)).not.toEqual([]);
  });
});
