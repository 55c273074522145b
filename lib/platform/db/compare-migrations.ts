import type { Db } from "./connect";
import { listMigrations } from "./list-migrations";

/**
 * `missing`: migrations of this version that the database has not had in full. `unknown`: those that it has had from
 * another version. Both in their order. A table of migrations without any of ours is another program's, and no newer version.
 */
type MigrationState = { missing: string[]; unknown: string[] };

/** Compares the database with this version. Throws when it does not answer. */
export async function compareMigrations(db: Db, projectFolder = process.cwd()): Promise<MigrationState> {
  const known = await listMigrations(`${projectFolder}/prisma/migrations`);
  const rows = await readApplied(db);
  const finished = new Set(rows.filter((row) => row.finished).map((row) => row.name));
  const names = new Set(rows.map((row) => row.name));
  const isOurs = known.some((name) => names.has(name));
  return {
    missing: known.filter((name) => !finished.has(name)),
    unknown: isOurs ? [...names].filter((name) => !known.includes(name)).sort() : [],
  };
}

async function readApplied(db: Db): Promise<{ name: string; finished: boolean }[]> {
  const [table] = await db.$queryRaw<{ present: boolean }[]>`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present`;
  if (!table?.present) return [];
  return db.$queryRaw`
    SELECT migration_name AS name, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL`;
}
