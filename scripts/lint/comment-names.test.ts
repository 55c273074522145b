import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkCommentNames, readSourceFile } from "./comment-names";
import { listFiles, show } from "./shared";

/** Tests with invented paths. */
const NOT_CHECKED = /^scripts\/lint\/.*\.test\.ts$/;

test("every name and path in a comment exists", () => {
  const files = listFiles("*.ts", "*.tsx", "*.mjs").filter((file) => !NOT_CHECKED.test(file));
  const sources = files.map((file) => readSourceFile(file, readFileSync(file, "utf8")));
  expect(sources.length).toBeGreaterThan(100);
  expect(checkCommentNames(sources, existsSync).map(show)).toEqual([]);
}, 60_000);

const NEIGHBOUR = readSourceFile("lib/a/neighbour.ts", "const sibling = 1;\nexport const shared = sibling;");
const OTHER = readSourceFile("lib/b/other.ts", "const hidden = 1;\nexport function open() { return hidden; }");
const findings = (code: string) =>
  checkCommentNames([readSourceFile("lib/a/x.ts", code), NEIGHBOUR, OTHER], (file) => file === "lib/a/x.ts").map(
    ({ line, message }) => `${line} ${message}`,
  );

test.each([
  ["a name of the same file", "/** Sets `size`. */\nconst size = 1;"],
  ["a name of the same folder", "/** Sets `sibling`. */"],
  ["an export of another folder", "/** See `open`. */"],
  ["a property in a string", '/** Sets `size`. */\nget("size");'],
  ["a column, a constant, code", "/** `key_id`, `LIMIT`, `Back`, `size + 1`. */"],
  ["a foreign name", "/** Like `fetch`. */"],
  ["a path", "/** See lib/a/x.ts and `lib/a/x.ts`. */"],
])("accepts %s", (_what, code) => {
  expect(findings(code)).toEqual([]);
});

test.each([
  ["a name that only the comment has", "\n/** Sets `size`. */\nconst length = 1;", "2 the comment names size, which does not exist"],
  ["a local name of another folder", "// See `hidden`.", "1 the comment names hidden, which does not exist"],
  ["a path without a file", "/** See lib/a/y.ts. */", "1 the comment names lib/a/y.ts, which does not exist"],
])("reports %s", (_what, code, message) => {
  expect(findings(code)).toEqual([message]);
});
