import pg from "pg";
import { ConfigError } from "@/lib/platform/config/config";
import { type Session, withSession } from "./session";

/** Two tables of ours, neither of which another program has by chance. */
const OUR_TABLES = ["_prisma_migrations", "login_attempts"];

/**
 * Completes the address of an external database with `schema` (where our tables are, or are to be made) and `pgbouncer`
 * (whether a pooler answers). Prints what the operator may not expect by `say`. Throws ConfigError when the schema is not clear.
 */
export async function findSession(databaseUrl: string, say: (line: string) => void): Promise<string> {
  const named = new URL(databaseUrl).searchParams.get("schema");
  const { isPooled, role, holding, usable } = await askServer(databaseUrl);
  if (isPooled) say("The database is behind a connection pooler: Latchkey sends its session settings with each transaction");
  if (named && !holding.includes(named) && holding.length > 0)
    say(`Warning: the schema "${named}" in DATABASE_URL has no tables of Latchkey yet; those in "${holding.join('", "')}" are left alone`);
  return withSession(databaseUrl, { isPooled, schema: named || chooseSchema({ role, holding, usable }) });
}

type Found = Session & { role: string; holding: string[]; usable: string[] };

function chooseSchema({ role, holding, usable }: Pick<Found, "role" | "holding" | "usable">): string {
  const [schema = usable[0], second] = holding;
  if (second) {
    const names = holding.map((name) => `"${name}"`).join(" and ");
    throw new ConfigError("DATABASE_URL", `leads to tables of Latchkey in the schemas ${names}: add ?schema=NAME of the one to use`);
  }
  if (schema) return schema;
  const remedy = `create one with CREATE SCHEMA latchkey AUTHORIZATION ${pg.escapeIdentifier(role)}`;
  throw new ConfigError("DATABASE_URL", `leads to a database with no schema in which the user "${role}" may create tables: ${remedy}`);
}

/**
 * A pooler answers for many servers, so the process that it names at the start of a connection is not the one that runs our
 * statements. The first schema of the `search_path` is the one that the operator means; without one, `public` is.
 */
const QUESTION = `
  SELECT pg_backend_pid() AS pid, current_user::text AS role,
    ARRAY(SELECT nspname::text FROM pg_namespace AS schema
      WHERE has_schema_privilege(schema.oid, 'USAGE')
        AND (SELECT count(*) FROM pg_class WHERE relnamespace = schema.oid AND relkind = 'r' AND relname = ANY($1)) = $2
      ORDER BY 1) AS holding,
    ARRAY(SELECT nspname::text FROM unnest(array_append(current_schemas(false), 'public')) WITH ORDINALITY AS path (name, place)
      JOIN pg_namespace ON nspname = name
      WHERE has_schema_privilege(name, 'USAGE') AND has_schema_privilege(name, 'CREATE')
      ORDER BY place) AS usable`;

async function askServer(databaseUrl: string): Promise<Omit<Found, "schema">> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "latchkey-session" }) as pg.Client & {
    processID: number;
  };
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query(QUESTION, [OUR_TABLES, OUR_TABLES.length]);
    const { pid, ...found } = rows[0];
    return { ...found, isPooled: pid !== client.processID };
  } finally {
    await client.end();
  }
}
