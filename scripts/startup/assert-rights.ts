import { OperatorError } from "@/lib/platform/operator-error";
import type { OpenDatabase } from "./open-database";

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
