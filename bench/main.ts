import { parseArgs } from "node:util";
import { measureEnumeration } from "./parts/enumeration";
import { measureGrowth } from "./parts/growth";
import { measureHeap } from "./parts/heap";
import { measurePages } from "./parts/pages";
import type { Context, Part } from "./parts/part";
import { measureSessionChecks } from "./parts/session";
import { measureSignIns } from "./parts/signin";
import { measureStart } from "./parts/start";
import { measureStatements } from "./parts/statements";
import { writeReadme } from "./report/readme";
import { readFacts, writeResults } from "./report/results";
import { startDatabaseServer } from "./setup/database-server";
import { beginning, endAll } from "./setup/lifetime";

const PARTS: Record<string, Part> = {
  signin: measureSignIns,
  statements: measureStatements,
  session: measureSessionChecks,
  pages: measurePages,
  growth: measureGrowth,
  start: measureStart,
  enumeration: measureEnumeration,
  heap: measureHeap,
};

function readOptions(): { parts: string[]; quick: boolean } {
  try {
    const options = {
      only: { type: "string", default: Object.keys(PARTS).join(",") },
      quick: { type: "boolean", default: false },
    } as const;
    const { only, quick } = parseArgs({ args: process.argv.slice(3), options }).values;
    const parts = only.split(",");
    const unknown = parts.find((name) => !PARTS[name]);
    if (unknown !== undefined) throw new Error(`There is no part "${unknown}"`);
    return { parts, quick };
  } catch (error) {
    console.error(`${(error as Error).message}\nusage: npm run bench [-- --quick] [-- --only ${Object.keys(PARTS).join(",")}]`);
    process.exit(2);
  }
}

const { parts, quick } = readOptions();
const begin = performance.now();
const facts = await readFacts();
const failed: string[] = [];
const say = (line: string) => console.log(`${Math.round((performance.now() - begin) / 1000)} s  ${line}`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void endAll().then(() => process.exit(1)));
try {
  const database = await startDatabaseServer();
  const context: Context = { database, repeats: quick ? 1 : 3, seconds: quick ? 3 : 8, say };
  for (const name of parts) await measure(name, context);
} finally {
  await endAll();
}
say(failed.length > 0 ? `failed: ${failed.join(", ")}` : "done");
process.exit(failed.length > 0 ? 1 : 0);

/** Saves the result of each part at once: the next one may fail. */
async function measure(name: string, context: Context): Promise<void> {
  const mark = beginning();
  try {
    const outcome = await (PARTS[name] as Part)(context);
    for (const [key, value] of Object.entries(outcome.numbers)) say(`${key} = ${value}`);
    const results = await writeResults(quick ? "quick.json" : "latest.json", outcome, facts);
    if (!quick) await writeReadme(results);
  } catch (error) {
    failed.push(name);
    say(`${name} failed: ${(error as Error).stack}`);
  } finally {
    await endAll(mark);
  }
}
