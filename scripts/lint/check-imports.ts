import { readFileSync } from "node:fs";
import { checkImports, findFeatureCycles, readImportRules } from "./import-rules";
import { listFiles, show } from "./shared";

/** Checks every file that Git knows or would add against the table in lib/README.md; exit code 1 when one breaks it. */
const files = new Map(listFiles("*.ts", "*.tsx").map((file) => [file, readFileSync(file, "utf8")]));
const rules = readImportRules(readFileSync("lib/README.md", "utf8"));
const findings = [...files].flatMap(([file, text]) => checkImports(rules, file, text));
for (const finding of findings) console.error(show(finding));
const cycles = findFeatureCycles(files);
for (const cycle of cycles) console.error(`features import each other in a circle: ${cycle}`);
process.exitCode = findings.length + cycles.length === 0 ? 0 : 1;
