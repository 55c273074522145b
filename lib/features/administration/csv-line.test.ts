import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine } from "./audit-log";

test.each([
  [["a", 1, null, ""], "a,1,,\r\n"],
  [["one, two", 'say "yes"', "two\nlines"], '"one, two","say ""yes""","two\nlines"\r\n'],
  [["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"], "'=1+1,'+1,'-1,'@SUM(A1),\"'\tx\",\"'\rx\"\r\n"],
  [['=HYPERLINK("http://x","y")'], '"\'=HYPERLINK(""http://x"",""y"")"\r\n'],
  [[-1, "a=b", "a-b"], "-1,a=b,a-b\r\n"],
  [["Mozilla/5.0 (X11; Linux x86_64; rv:140.0)"], '"Mozilla/5.0 (X11; Linux x86_64; rv:140.0)"\r\n'],
])("%j", (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});

/** Splits like a spreadsheet of another locale: a quote counts only directly after its own separator. */
function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let [quoted, atStart] = [false, true];
  for (let at = 0; at < line.length; at++) {
    const character = line[at] as string;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (line[at + 1] === '"') cell += line[++at];
      else quoted = false;
      atStart = false;
    } else if (atStart && character === '"') quoted = true;
    else if ([separator, "\n", "\r"].includes(character)) {
      cells.push(cell);
      [cell, atStart] = ["", true];
    } else [cell, atStart] = [cell + character, false];
  }
  return [...cells, cell];
}

const SEPARATORS = [",", ";", "\t", "|"];
const formulas = (line: string) =>
  SEPARATORS.flatMap((separator) => cellsOf(line, separator)).filter((cell) => /^["\s\u200B]*[=+\-@＝＋－＠]/.test(cell));

test.each(["x;=cmd|' /C calc'!A0", "x\t+1", "a|-1", 'x";"=1', "x; \u200B@y", "x\n=1", 'x;"";=1', "x;\t=1", "；=1;＝2", '";""""=1'])(
  "%j holds no formula for any separator",
  (text) => {
    expect(formulas(csvLine(["2026", text, text]))).toEqual([]);
  },
);

test("escapes formulas wherever a cell may begin", () => {
  const text = fc.string({ unit: fc.constantFrom(..."=+-@＝;,\t|\"' \n\rxy1\u200B"), maxLength: 30 });
  fc.assert(
    fc.property(text, text, (one, two) => {
      expect(formulas(csvLine(["2026", one, two]))).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});
