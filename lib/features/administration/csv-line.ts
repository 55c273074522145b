/** What a spreadsheet reads as the beginning of a formula (OWASP, CSV Injection), in the wide forms of East Asian keyboards as well. */
const FORMULA_START = /[=+\-@\t\r＝＋－＠]/.source;

/**
 * Places where a cell may begin: in Excel the locale decides which separator a file is split at, quotes are only recognised right behind
 * that separator, and a quoted line break then begins a row. Quotes and blanks before the formula do not disarm it.
 */
const CELL_START = /(?:^|[,;|\t\r\n])["'\s\p{Default_Ignorable_Code_Point}]*/u.source;

const FORMULA = new RegExp(`(?=${FORMULA_START})(?<=${CELL_START})`, "gu");

/** Excel reads a file without it in the code page of its locale. */
export const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Returns a line of RFC 4180 in which no text becomes a formula, whether the file is opened with commas, semicolons, tabs or bars
 * as separators: an apostrophe stands before everything that would begin one (a browser may call itself anything).
 */
export function csvLine(cells: (string | number | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(value: string | number | null): string {
  const text = typeof value === "string" ? value.replace(FORMULA, "'") : String(value ?? "");
  return /[",;|\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
