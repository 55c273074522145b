import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
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

/** Every row of every table, as text. */
export async function dumpDatabase({ db }: Connection): Promise<string> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`;
  const dumps = tables.map(async ({ name }) => {
    const rows = await db.$queryRawUnsafe<{ row: string }[]>(`SELECT row_to_json(held)::text AS row FROM ${name} AS held`);
    return rows.map(({ row }) => `${name} ${row}`).join("\n");
  });
  return (await Promise.all(dumps)).join("\n");
}

/** Everything ever written to the database, deleted rows included: the write-ahead log. */
export async function readWritten(databaseFolder: string): Promise<string[]> {
  const folder = path.join(databaseFolder, "pg_wal");
  const files = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  return Promise.all(files.map(({ name }) => readFile(path.join(folder, name), "latin1")));
}

/** Each statement finds rows that a change done by halves would leave behind. */
const HALF_DONE: Record<string, string> = {
  "a sign-in that was recorded but whose attempt is not consumed, or the other way round": `
    SELECT user_id::text FROM login_attempts GROUP BY user_id HAVING count(consumed_at) <>
      (SELECT count(*) FROM audit_events WHERE type = 'signed-in' AND subject_user_id = user_id)`,
  "a session that no sign-in was recorded for": `
    SELECT user_id::text FROM sessions GROUP BY user_id HAVING count(*) >
      (SELECT count(*) FROM login_attempts WHERE login_attempts.user_id = sessions.user_id AND consumed_at IS NOT NULL)`,
  "an attempt that still owes a factor, and was consumed": `
    SELECT id::text FROM login_attempts WHERE consumed_at IS NOT NULL AND cardinality(factors_due) > 0`,
  "an attempt that passed by a backup code which was not used up, or a code used up that nothing was given for": `
    SELECT id::text FROM users WHERE (SELECT count(*) FROM backup_codes WHERE user_id = users.id AND used_at IS NOT NULL) <>
      (SELECT count(*) FROM audit_events WHERE type = 'backup-code-used' AND subject_user_id = users.id)`,
  "an attempt that passed by a backup code without the code's being recorded": `
    SELECT user_id::text FROM login_attempts WHERE 'backup_code' = ANY(factors_passed) GROUP BY user_id HAVING count(*) >
      (SELECT count(*) FROM audit_events WHERE type = 'backup-code-used' AND subject_user_id = user_id)`,
  "2FA without its six codes, or codes without 2FA": `
    SELECT id::text FROM users WHERE (SELECT count(*) FROM backup_codes WHERE user_id = users.id) <>
      6 * (SELECT count(*) FROM totp_secrets WHERE user_id = users.id)`,
  "2FA whose enrolment was not recorded, or the other way round": `
    SELECT id::text FROM users WHERE (SELECT count(*) FROM totp_secrets WHERE user_id = users.id) <>
      (SELECT count(*) FROM audit_events WHERE type = 'two-factor-enabled' AND subject_user_id = users.id)`,
};

/** Half-done changes in the database; empty if there are none. */
export async function findHalfDone({ db }: Connection): Promise<string[]> {
  const found: string[] = [];
  for (const [what, statement] of Object.entries(HALF_DONE)) {
    const rows = await db.$queryRawUnsafe<unknown[]>(statement);
    if (rows.length > 0) found.push(`${what}: ${JSON.stringify(rows.slice(0, 3))}`);
  }
  return found;
}
