/**
 * Writes the next migration: the difference between prisma/schema.prisma and the committed one.
 * Usage: `DATABASE_URL=<any database> npx tsx scripts/create-migration.ts <name>`; the database is not changed.
 */
import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { systemClock } from "@/lib/platform/clock";
import { schemaSql } from "./schema-sql";

const name = process.argv[2];
const databaseUrl = process.env.DATABASE_URL;
if (!name || !databaseUrl) {
  console.error("usage: DATABASE_URL=<any database> tsx scripts/create-migration.ts <name>");
  process.exit(2);
}
const committed = execFileSync("git", ["show", "HEAD:prisma/schema.prisma"], { encoding: "utf8" });
const sql = await schemaSql(databaseUrl, await readFile("prisma/schema.prisma", "utf8"), committed);
const stamp = systemClock.now().toISOString().replace(/\D/g, "").slice(0, 14);
const folder = `prisma/migrations/${stamp}_${name}`;
await mkdir(folder, { recursive: true });
await writeFile(`${folder}/migration.sql`, `${sql}\n`);
console.log(`wrote ${folder}/migration.sql`);
