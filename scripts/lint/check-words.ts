import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { checkWords, readWordList } from "./word-list";

/** Checks names, comments, sentences and documents against docs/words.md; exit code 1 when one uses a word of the list. */
const listed = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx", "*.mjs", "*.md", "*.prisma"],
  {
    encoding: "utf8",
  },
);
const files = listed.split("\n").filter((file) => file !== "" && file !== "docs/words.md" && file !== "CHANGELOG.md" && existsSync(file));
const rules = readWordList(readFileSync("docs/words.md", "utf8"));
const findings = files.flatMap((file) => checkWords(rules, file, readFileSync(file, "utf8")));
for (const { file, line, message } of findings) console.error(`${file}:${line}: ${message}`);
process.exitCode = findings.length === 0 ? 0 : 1;
