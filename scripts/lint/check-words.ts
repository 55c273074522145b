import { readFileSync } from "node:fs";
import { listFiles, show } from "./shared";
import { checkWords, readWordList } from "./word-list";

/** Checks names, comments, sentences and documents against docs/words.md; exit code 1 when one uses a word of the list. */
const files = listFiles("*.ts", "*.tsx", "*.mjs", "*.md", "*.prisma").filter((file) => !["docs/words.md", "CHANGELOG.md"].includes(file));
const rules = readWordList(readFileSync("docs/words.md", "utf8"));
const findings = files.flatMap((file) => checkWords(rules, file, readFileSync(file, "utf8")));
for (const finding of findings) console.error(show(finding));
process.exitCode = findings.length === 0 ? 0 : 1;
