import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { BrowserContext, Page } from "@playwright/test";

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
