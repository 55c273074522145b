import { expect, test } from "vitest";
import { printable, printableLines } from "./log";

test.each([
  ["a line break and a forged entry", 'x\n{"level":30}', 'x\\u000a{"level":30}'],
  ["a carriage return", "done\rfailed", "done\\u000dfailed"],
  ["a color", "\u001b[31mred", "\\u001b[31mred"],
  ["a color in one byte (C1)", "\u009b31mred", "\\u009b31mred"],
  ["a title of the window", "\u001b]0;owned\u0007", "\\u001b]0;owned\\u0007"],
  ["a line separator", "a\u2028b\u2029c", "a\\u2028b\\u2029c"],
  ["text that runs backwards", "a\u202egnp.exe", "a\\u202egnp.exe"],
  ["what is not seen", "ro\u200bot\ufeff", "ro\\u200bot\\ufeff"],
  ["half a character", "a\ud800b", "a\\ud800b"],
  ["a tag of a plane above", "\u{e0041}", "\\udb40\\udc41"],
])("V16.4.1: %s is escaped", (_, text, expected) => {
  expect(printable(text)).toBe(expected);
});

test("letters of any language stay as they are", () => {
  for (const text of ["Größe 東京 café", "naïve – “quoted”", "👍"]) expect(printable(text)).toBe(text);
});

test("a text of several lines keeps its line breaks", () => {
  expect(printableLines("a\nb\u001b[2J")).toBe("a\nb\\u001b[2J");
});
