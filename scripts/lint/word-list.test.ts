import { expect, test } from "vitest";
import { checkWords, readWordList } from "./word-list";

const TABLE = [
  "| word | use | in | allowed in |",
  "| --- | --- | --- | --- |",
  "| `seal`, `sealed` | encrypt | `names`, `prose` | `lib/old/**` |",
  "| `told` | notified | `names` | |",
].join("\n");
const RULES = readWordList(TABLE);
const linesFound = (file: string, text: string) => checkWords(RULES, file, text).map(({ line, message }) => `${line} ${message}`);

test.each([
  ["a variable", "const sealed = 1;"],
  ["a part of a name in camel case", "const isSealedNow = 1;"],
  ["a name in capitals", "const SEALED_BODY = 1;"],
  ["a type", "type SealKey = 1;"],
  ["a member", "row.sealedBody;"],
])("finds the word in %s", (_place, code) => {
  expect(linesFound("lib/a.ts", `export {};\n${code}`)).toEqual([expect.stringMatching(/^2 "seal(ed)?" in names: write encrypt$/)]);
});

test.each([
  ["a line comment", "// Is sealed."],
  ["a block comment", "/*\n * Is sealed.\n */"],
  ["a string", 'print("It is sealed.");'],
  ["a template string", "print(`It is sealed by $" + "{name}`);"],
])("finds the word in %s", (_place, code) => {
  expect(linesFound("lib/a.ts", code)).toEqual([expect.stringContaining('"sealed" in prose')]);
});

test("gives the line of a comment's line, and of a document's", () => {
  expect(linesFound("lib/a.ts", "/**\n * One.\n * It is sealed.\n */")).toEqual([expect.stringMatching(/^3 /)]);
  expect(linesFound("page.md", "# One\n\nIt is sealed.")).toEqual([expect.stringMatching(/^3 /)]);
});

test.each([
  ["other words that hold the letters", "const sealant = concealed; // Concealed."],
  ["a word of one token, such as a column", 'column("sealed");'],
  ["SQL in a tagged template", "sql`select sealed from mails`;"],
  ["SQL in a string", 'query("select sealed from mails");'],
  ["what a comment quotes as code", "// See `sealed`."],
  ["a word of names in a sentence", 'print("I told you."); // told'],
])("passes %s", (_what, code) => {
  expect(linesFound("lib/a.ts", code)).toEqual([]);
});

test("finds the word in a comment of a Prisma schema, and passes its columns", () => {
  expect(linesFound("a.prisma", 'model A {\n  /// It is sealed\n  body String @map("sealed")\n}')).toEqual([expect.stringMatching(/^2 /)]);
});

test("passes code in documents, and files that may use the word", () => {
  expect(linesFound("page.md", "```ts\nsealed();\n```\nSee `sealed`.")).toEqual([]);
  expect(linesFound("lib/old/a.ts", "const sealed = 1;")).toEqual([]);
});

test("refuses a table without rows of words, or without a place", () => {
  expect(() => readWordList("# Words")).toThrow("no table");
  expect(() => readWordList(TABLE.replace("`names` |", "names |"))).toThrow("no place");
});
