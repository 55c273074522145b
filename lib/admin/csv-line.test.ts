import { expect, test } from "vitest";
import { csvLine } from "./csv-line";

test.each([
  [["a", 1, null, ""], "a,1,,\r\n"],
  [["one, two", 'say "yes"', "two\nlines"], '"one, two","say ""yes""","two\nlines"\r\n'],
  [["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"], "'=1+1,'+1,'-1,'@SUM(A1),'\tx,\"'\rx\"\r\n"],
  [['=HYPERLINK("http://x","y")'], '"\'=HYPERLINK(""http://x"",""y"")"\r\n'],
  [[-1, "a=b", "a-b"], "-1,a=b,a-b\r\n"],
])("%j", (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});
