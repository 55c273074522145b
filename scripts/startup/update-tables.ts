import { compareMigrations } from "@/lib/platform/db/compare-migrations";
import { applyMigrations } from "@/lib/platform/db/migrate";
import { databaseReason } from "@/lib/platform/db/trouble";
import { OperatorError } from "@/lib/platform/operator-error";
import type { OpenDatabase } from "./open-database";

type Target = Pick<OpenDatabase, "deps" | "description">;

/**
 * Brings the tables up to date. Returns the names of the migrations applied; where there are none to apply, nothing is
 * asked of the database that needs more than reading. Throws OperatorError.
 */
export async function updateTables({ deps, description }: Target): Promise<string[]> {
  const missing = await missingMigrations({ deps, description });
  if (missing.length === 0) return [];
  try {
    return await applyMigrations(deps.config.databaseUrl, process.cwd());
  } catch (error) {
    const reason = databaseReason(error);
    throw new OperatorError(`The migrations cannot be applied to ${description}: ${reason ? `it ${reason}` : (error as Error).message}`);
  }
}

/** Migrations that are still to be applied. Throws OperatorError when the database has had some that this version does not know. */
export async function missingMigrations({ deps, description }: Target): Promise<string[]> {
  const { missing, unknown } = await compareMigrations(deps.db);
  if (unknown.length > 0) throw new OperatorError(newerThanProgram(description, unknown));
  return missing;
}

function newerThanProgram(description: string, unknown: string[]): string {
  return (
    `${description} is newer than this version of Latchkey, which does not know ${unknown.join(", ")}: ` +
    "start the newer version again, or restore the backup from before the update (docs/operations/update.md)"
  );
}
