import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

// What the checks of this folder share: the files of the repository, tables of rules in documents, and findings.

/** A line that breaks a rule. */
export type Finding = { file: string; line: number; message: string };

export const show = ({ file, line, message }: Finding): string => `${file}:${line}: ${message}`;

/** The files that Git knows or would add, and that exist; without patterns all. */
export function listFiles(...patterns: string[]): string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns], { encoding: "utf8" });
  return listed.split("\n").filter((file) => existsSync(file));
}

/** Returns the cells of each row of the table whose first column is `heading`. Throws when `document` has none. */
export function tableRows(document: string, markdown: string, heading: string): string[][] {
  const lines = markdown.split("\n");
  const header = lines.findIndex((line) => line.startsWith("|") && cellsOf(line)[0]?.trim() === heading);
  if (header < 0) throw new Error(`${document} has no table whose first column is "${heading}"`);
  const rows = lines.slice(header + 2);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  return rows.slice(0, end < 0 ? rows.length : end).map(cellsOf);
}

const cellsOf = (row: string): string[] => row.split("|").slice(1);

/** The texts in backticks. */
export function quoted(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
}
