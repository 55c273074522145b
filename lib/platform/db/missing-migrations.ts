import { readdir } from "node:fs/promises";
import type { Db } from "./connect";

/** Migrations of this version that the database has not had in full. Throws when it does not answer. */
export async function missingMigrations(db: Db): Promise<string[]> {
  const applied = await db.$queryRaw<{ migration_name: string }[]>`
    SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
  const names = new Set(applied.map((row) => row.migration_name));
  return (await shippedMigrations()).filter((name) => !names.has(name));
}

async function shippedMigrations(): Promise<string[]> {
  const entries = await readdir("prisma/migrations", { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
