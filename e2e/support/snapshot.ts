import type { Connection } from "@/lib/platform/db/connect";

/** The audit log, the server registry, and answers to forms, which are kept for seconds. */
const LEFT_OUT = [
  ...["form_answers", "running_servers", "_prisma_migrations"],
  ...["audit_events", "audit_chains", "audit_floods", "audit_forwarding"],
];

type Row = { id?: string; user_id?: string };

/** Every row of every table except the audit log, as text by table; without the rows of the user `except`. */
export async function snapshot({ db }: Connection, except?: { id: string }): Promise<Record<string, string[]>> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`;
  const read = async (name: string): Promise<[string, string[]]> => {
    const rows = await db.$queryRawUnsafe<{ row: Row }[]>(`SELECT to_jsonb(t) AS row FROM "${name}" t ORDER BY t::text`);
    const kept = rows.filter(({ row }) => !except || (row.user_id ?? row.id) !== except.id);
    return [name, kept.map(({ row }) => JSON.stringify(row))];
  };
  const kept = tables.map(({ name }) => name).filter((name) => !LEFT_OUT.includes(name));
  return Object.fromEntries(await Promise.all(kept.map(read)));
}
