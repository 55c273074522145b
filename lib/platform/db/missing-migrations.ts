import type { Db } from "./connect";
import { listMigrations } from "./list-migrations";

/** Migrations of this version that the database has not had in full. Throws when it does not answer. */
export async function missingMigrations(db: Db): Promise<string[]> {
  const applied = await db.$queryRaw<{ migration_name: string }[]>`
    SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
  const names = new Set(applied.map((row) => row.migration_name));
  return (await listMigrations("prisma/migrations")).filter((name) => !names.has(name));
}
