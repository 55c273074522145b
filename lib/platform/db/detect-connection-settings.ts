import pg from "pg";
import { ConfigError } from "@/lib/platform/config/config";
import { askDatabase } from "./check-connection";
import { readConnectionSettings, readSchemaName, withConnectionSettings } from "./connection-settings";
import type { DatabaseClient } from "./database-client";
import { processIdOf } from "./pg-internals";

/**
 * Completes the address of an external database with `schema` (of our existing or new tables) and `pgbouncer` (whether a
 * pooler answers, unless the address says so). Reports surprising results with `say`. Throws ConfigError when no schema can
 * be used, or it is ambiguous. `stopping` aborts it.
 */
export async function detectConnectionSettings(databaseUrl: string, say: (line: string) => void, stopping?: AbortSignal): Promise<string> {
  const { isPooled: isSeen, ...found } = await findSchemas(databaseUrl, stopping);
  // Some poolers forward the process id of their first server connection.
  const isPooled = isSeen || readConnectionSettings(databaseUrl).isPooled;
  if (isPooled) say("The database is behind a connection pooler: Latchkey sends its session settings with each transaction");
  const named = readSchemaName(databaseUrl);
  const schema = named ? assertUsableSchema(named, found, say) : chooseSchema(found);
  if (/"|^\$user$/.test(schema))
    throw new ConfigError("DATABASE_URL", `leads to the schema "${schema}": use one without quotes in its name`);
  return withConnectionSettings(databaseUrl, { isPooled, schema });
}

/**
 * `place`: position of the schema in the `search_path`; `isOurs`: it has tables of Latchkey that the role may read; `isTrusted`: no
 * other role can have planted it there, with tables that this role can read and change.
 */
type Schema = {
  name: string;
  owner: string;
  place: number | null;
  mayUse: boolean;
  mayCreate: boolean;
  isOurs: boolean;
  isTrusted: boolean;
};
type FoundSchemas = { role: string; database: string; mayCreateSchemas: boolean; schemas: Schema[] };

/** The schema of our tables; without tables the first schema of the `search_path` where they can be created, else `public`. */
function chooseSchema({ role, database, mayCreateSchemas, schemas }: FoundSchemas): string {
  const trusted = schemas.filter(({ isTrusted }) => isTrusted);
  const ours = trusted.filter(({ isOurs }) => isOurs).map(({ name }) => name);
  if (ours.length > 1)
    throw new ConfigError("DATABASE_URL", `leads to tables of Latchkey in the schemas ${listed(ours)}: add ?schema=NAME of the one to use`);
  const strange = schemas.find(({ isOurs }) => isOurs);
  if (!ours[0] && strange) throw new ConfigError("DATABASE_URL", strangerProblem(strange));
  const usable = trusted.filter(({ mayUse, mayCreate }) => mayUse && mayCreate);
  const byPath = usable.filter(({ place }) => place !== null).sort((a, b) => Number(a.place) - Number(b.place));
  const schema = ours[0] ?? [...byPath, ...usable.filter(({ name }) => name === "public")][0]?.name;
  if (schema) return schema;
  const remedy = mayCreateSchemas ? `create one with CREATE SCHEMA latchkey AUTHORIZATION ${pg.escapeIdentifier(role)}` : MIGRATE_AS_OWNER;
  throw new ConfigError(
    "DATABASE_URL",
    `leads to the database "${database}", which has no tables of Latchkey and no schema in which the user "${role}" may create them: ${remedy}`,
  );
}

/** For a user with least privilege: another one has the privilege to create tables. */
const MIGRATE_AS_OWNER = "run npm run admin -- migrate as the owner of the tables (docs/operations/database.md#rights)";

function strangerProblem({ name, owner }: Schema): string {
  return `leads to tables of Latchkey in the schema "${name}" of the user "${owner}": if they are this console's, add ?schema=${encodeURIComponent(name)}`;
}

function assertUsableSchema(
  name: string,
  { role, database, mayCreateSchemas, schemas }: FoundSchemas,
  say: (line: string) => void,
): string {
  const found = schemas.find((each) => each.name === name);
  if (!found && !mayCreateSchemas)
    throw new ConfigError(
      "DATABASE_URL",
      `names the schema "${name}", which is not in the database "${database}": create it, then ${MIGRATE_AS_OWNER}`,
    );
  if (found && !found.isOurs && !(found.mayUse && found.mayCreate))
    throw new ConfigError(
      "DATABASE_URL",
      `names the schema "${name}" of the database "${database}", in which the user "${role}" may not create tables: ${MIGRATE_AS_OWNER}`,
    );
  const others = schemas.filter(({ isOurs }) => isOurs).map((each) => each.name);
  if (!found?.isOurs && others.length > 0)
    say(`Warning: the schema "${name}" in DATABASE_URL has no tables of Latchkey yet; those in ${listed(others)} are another console's`);
  return name;
}

function listed(names: string[]): string {
  return names.map((name) => `"${name}"`).join(" and ");
}

const WHO = `SELECT pg_backend_pid() AS pid, current_user::text AS role, current_database()::text AS database,
  has_database_privilege(current_database(), 'CREATE') AS "mayCreateSchemas"`;

/** Two tables that together identify Latchkey. */
const OUR_TABLES = ["_prisma_migrations", "login_attempts"];

/**
 * Against a schema planted by another role. Its owner may drop its tables. A role that may create schemas can name one like our role,
 * which is in the default `search_path`, and up to PostgreSQL 15 make our role a member of itself.
 */
const IS_TRUSTED = `
  pg_get_userbyid(nspowner) = current_user OR nspowner = (SELECT datdba FROM pg_database WHERE datname = current_database())
  OR EXISTS (SELECT FROM pg_roles WHERE oid = nspowner AND (rolsuper OR rolname = 'pg_database_owner'))
  OR (nspname = ANY(current_schemas(false) || 'public'::name) AND nspname <> current_user)`;

const SCHEMAS = `
  SELECT nspname::text AS name, pg_get_userbyid(nspowner)::text AS owner, (${IS_TRUSTED}) AS "isTrusted",
    array_position(current_schemas(false), nspname) AS place,
    has_schema_privilege(oid, 'USAGE') AS "mayUse", has_schema_privilege(oid, 'CREATE') AS "mayCreate",
    (SELECT count(*) = ${OUR_TABLES.length} FROM pg_class AS tables
      WHERE relnamespace = schemas.oid AND relkind = 'r' AND relname = ANY($1) AND has_table_privilege(tables.oid, 'SELECT')) AS "isOurs"
  FROM pg_namespace AS schemas WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' ORDER BY nspname`;

type FoundServer = FoundSchemas & { isPooled: boolean };

async function findSchemas(databaseUrl: string, stopping?: AbortSignal): Promise<FoundServer> {
  try {
    return await askDatabase(databaseUrl, { name: "latchkey-session", stopping }, askForSchemas);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { message } = error as Error;
    const remedy = /statement pooling/.test(message) ? "; set its pool_mode to transaction or session" : "";
    throw new ConfigError("DATABASE_URL", `cannot be used: ${message.split("\n")[0]}${remedy}`);
  }
}

/** Behind a pooler the process id from the login is not that of the server that runs our statements. */
async function askForSchemas(client: DatabaseClient): Promise<FoundServer> {
  const { pid, ...role } = (await client.query(WHO)).rows[0];
  const { rows: schemas } = await client.query<Schema>(SCHEMAS, [OUR_TABLES]);
  const isPooled = pid !== processIdOf(client);
  // PgBouncer in statement mode rejects this.
  if (isPooled) await client.query("BEGIN").then(() => client.query("COMMIT"));
  return { ...role, schemas, isPooled };
}
