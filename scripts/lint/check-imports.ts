import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { checkImports, findFeatureCycles, readImportRules } from "./import-rules";

/** Checks every file that Git knows or would add against the table in lib/README.md; exit code 1 when one breaks it. */
const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx"], { encoding: "utf8" });
const files = new Map(
  listed
    .split("\n")
    .filter((file) => file !== "" && existsSync(file))
    .map((file) => [file, readFileSync(file, "utf8")]),
);
const rules = readImportRules(readFileSync("lib/README.md", "utf8"));
const findings = [...files].flatMap(([file, text]) => checkImports(rules, file, text));
for (const { file, line, message } of findings) console.error(`${file}:${line}: ${message}`);
const cycles = findFeatureCycles(files);
for (const cycle of cycles) console.error(`features import each other in a circle: ${cycle}`);
process.exitCode = findings.length + cycles.length === 0 ? 0 : 1;
