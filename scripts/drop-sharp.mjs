/**
 * Takes `sharp` out of package-lock.json, for use after each update of Next: `node scripts/drop-sharp.mjs`, then
 * `npm install --package-lock-only`. Next names it as an optional dependency for its image optimizer, which this console
 * switches off; npm has no setting that leaves a single optional dependency out, and an override breaks `npm ci`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const file = path.resolve(import.meta.dirname ?? ".", "..", "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
for (const [place, entry] of Object.entries(lock.packages)) {
  if (/node_modules\/(sharp$|@img\/)/.test(place)) delete lock.packages[place];
  else delete entry.optionalDependencies?.sharp;
}
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
