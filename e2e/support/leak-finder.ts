import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import type { Connection } from "@/lib/platform/db/connect";

/** Secrets that must not be found, by their kind: so that a message does not repeat them. */
export type Marks = Map<string, string>;

/** A code of a few digits appears in many texts by chance: only a separate one is found. */
const pattern = (mark: string) => new RegExp(`(?<![\\w.-])${mark.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w.-])`);
const holds = (text: string, mark: string) => (/^\d+$/.test(mark) ? pattern(mark).test(text) : text.includes(mark));

/** Which secret was found where, with its surroundings. */
export function findLeaks(where: string, text: string, marks: Marks): string[] {
  return [...marks].filter(([mark]) => holds(text, mark)).map(([mark, what]) => `${what} in ${where}: ${around(text, mark)}`);
}

function around(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return `${text.slice(Math.max(0, at - 80), at)}<here>${text.slice(at + mark.length, at + mark.length + 40)}`;
}

/** Every row of every table, as text. */
export async function dumpDatabase({ db }: Connection): Promise<string> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`;
  const dumps = tables.map(async ({ name }) => {
    const rows = await db.$queryRawUnsafe<{ row: string }[]>(`SELECT row_to_json(held)::text AS row FROM ${name} AS held`);
    return rows.map(({ row }) => `${name} ${row}`).join("\n");
  });
  return (await Promise.all(dumps)).join("\n");
}

/** Everything ever written to the database, deleted rows included: the write-ahead log. */
export async function readWritten(databaseFolder: string): Promise<string[]> {
  const folder = path.join(databaseFolder, "pg_wal");
  const files = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  return Promise.all(files.map(({ name }) => readFile(path.join(folder, name), "latin1")));
}

/** The build's files for browsers, and its prerendered pages. */
export async function readBuild(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const part of ["static", "server"]) {
    for (const entry of await readdir(path.join(folder, ".next", part), { withFileTypes: true, recursive: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isFile()) found.set(path.relative(folder, file), await readFile(file, "latin1"));
    }
  }
  return found;
}

export type Answers = { all: string[]; errors: string[]; settled(): Promise<unknown> };

/** Collects the bodies of the console's answers from now on, those of errors separately. */
export function collectAnswers(context: BrowserContext): Answers {
  const answers: Answers = { all: [], errors: [], settled: () => Promise.all(reading) };
  const reading: Promise<void>[] = [];
  context.on("response", (response) => {
    const read = async () => {
      const body = await response.text().catch(() => "");
      answers.all.push(body);
      if (response.status() >= 400) answers.errors.push(body);
    };
    reading.push(read());
  });
  return answers;
}

/** Every token that the browser holds now, without the user's preferences. */
export async function markCookies(page: Page, marks: Marks): Promise<void> {
  for (const { name, value } of await page.context().cookies()) if (value.length >= 20) marks.set(value, `the cookie ${name}`);
}
