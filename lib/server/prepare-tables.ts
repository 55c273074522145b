import { databaseReason } from "@/lib/platform/db/errors";
import { applyMigrations, compareMigrations } from "@/lib/platform/db/migrations";
import { OperatorError } from "@/lib/platform/operator-error";
import type { OpenDatabase } from "./open-database";

type Target = Pick<OpenDatabase, "deps" | "description">;

/**
 * Brings the tables up to date. Returns the names of the migrations applied; where there are none to apply, nothing is
 * asked of the database that needs more than reading. Throws OperatorError.
 */
export async function updateTables({ deps, description }: Target): Promise<string[]> {
  const missing = await pendingMigrations({ deps, description });
  if (missing.length === 0) return [];
  try {
    return await applyMigrations(deps.config.databaseUrl, process.cwd());
  } catch (error) {
    const reason = databaseReason(error);
    throw new OperatorError(`The migrations cannot be applied to ${description}: ${reason ? `it ${reason}` : (error as Error).message}`);
  }
}

/** One line about what `updateTables` has done. */
export function appliedLine(applied: string[], description: string): string {
  if (applied.length === 0) return `The tables in ${description} are up to date`;
  return `Applied ${applied.length} migration${applied.length === 1 ? "" : "s"} to ${description}`;
}

/** Migrations that are still to be applied. Throws OperatorError when the database has had some that this version does not know. */
export async function pendingMigrations({ deps, description }: Target): Promise<string[]> {
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

/**
 * Asks for every right that a running console needs, so that a missing one is named now and not by the first request that
 * needs it. Entries of the audit log are only added; the table of migrations is only read. Throws OperatorError.
 */
export async function assertRights({ deps, description }: Pick<OpenDatabase, "deps" | "description">): Promise<void> {
  const missing = await deps.db.$queryRaw<{ user: string; table: string; rights: string }[]>`
    SELECT current_user::text AS user, relname::text AS table, string_agg(wanted, ', ' ORDER BY wanted) AS rights
      FROM pg_class JOIN (SELECT relnamespace, relowner FROM pg_class WHERE oid = to_regclass('login_attempts')) AS console USING (relnamespace, relowner)
      CROSS JOIN unnest(CASE relname
        WHEN '_prisma_migrations' THEN ARRAY['SELECT']
        WHEN 'audit_events' THEN ARRAY['SELECT', 'INSERT']
        ELSE ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'] END) AS wanted
     WHERE relkind IN ('r', 'p') AND NOT has_table_privilege(pg_class.oid, wanted)
     GROUP BY relname ORDER BY relname`;
  const [first] = missing;
  if (!first) return;
  const listed = missing.map(({ table, rights }) => `${rights} on ${table}`).join("; ");
  throw new OperatorError(
    `In ${description} the user "${first.user}" lacks ${listed}: grant the rights listed in docs/operations/database.md`,
  );
}
