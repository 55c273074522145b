import { ConfigError } from "@/lib/platform/config/config";
import { databaseReason, isPermissionDenied } from "@/lib/platform/db/errors";
import { applyMigrations, compareMigrations, listMigrations } from "@/lib/platform/db/migrations";
import { capitalized, OperatorError } from "@/lib/platform/operator-error";
import type { OpenDatabase } from "./open-database";

type Target = Pick<OpenDatabase, "deps" | "description">;

/**
 * Brings the tables up to date. Returns the names of the applied migrations; without pending ones, only reads from the
 * database. Throws OperatorError.
 */
export async function updateTables({ deps, description }: Target): Promise<string[]> {
  const { missing, isNew } = await knownMigrations({ deps, description });
  if (isNew) assertVariedSecret(deps.config.authSecret);
  if (missing.length === 0) return [];
  try {
    return await applyMigrations(deps.config.databaseUrl, process.cwd());
  } catch (error) {
    const reason = databaseReason(error);
    const remedy = isPermissionDenied(error) ? "; run npm run admin -- migrate as the owner of the tables" : "";
    throw new OperatorError(
      `The migrations cannot be applied to ${description}: ${reason ? `it ${reason}` : (error as Error).message}${remedy}`,
    );
  }
}

/** One line about the result of `updateTables`. */
export function appliedLine(applied: string[], description: string): string {
  if (applied.length === 0) return `The tables in ${description} are up to date`;
  return `Applied ${applied.length} migration${applied.length === 1 ? "" : "s"} to ${description}`;
}

/** Returns the pending migrations. Throws OperatorError when the database has migrations that this version does not know. */
export async function pendingMigrations(target: Target): Promise<string[]> {
  return (await knownMigrations(target)).missing;
}

async function knownMigrations({ deps, description }: Target): Promise<{ missing: string[]; isNew: boolean }> {
  const { missing, unknown, isNew } = await compareMigrations(deps.db, await listMigrations());
  if (unknown.length > 0) throw new OperatorError(newerThanProgram(description, unknown));
  return { missing, isNew };
}

/** A placeholder of one or two characters, and no random text: 32 random digits have fewer than five of them once in 10^10 times. */
const SECRET_CHARACTERS_AT_LEAST = 5;

/** For new databases only: a console with accounts keeps its secret, because another one would end every session. */
function assertVariedSecret(authSecret: string): void {
  if (new Set(authSecret).size >= SECRET_CHARACTERS_AT_LEAST) return;
  throw new ConfigError("AUTH_SECRET", "repeats a few characters: use random ones, such as those of openssl rand -base64 32");
}

function newerThanProgram(description: string, unknown: string[]): string {
  return (
    `${capitalized(description)} is newer than this version of Latchkey, which does not know ${unknown.join(", ")}: ` +
    "start the newer version again, or restore the backup from before the update (docs/operations/update.md)"
  );
}

/**
 * Checks every privilege that a running console needs, so that a missing one is reported at start and not by the first request
 * that needs it. Audit log entries are only added; the table of migrations is only read. Throws OperatorError.
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
