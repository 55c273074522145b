import pg from "pg";
import { DatabaseClient, type DatabaseConnection, databaseConnection, parseDatabaseUrlOrThrow } from "./database-client";
import { withParameters } from "./database-url";

/** Where our tables are, and whether a connection pooler such as PgBouncer stands between us and PostgreSQL. */
export type ConnectionSettings = { schema: string; isPooled: boolean };

/** Limits of a connection in milliseconds; 0: none. */
type ConnectionLimits = { statementMs: number; idleInTransactionMs: number };

const DEFAULT_SCHEMA = "public";

/** The schema that an address names; null: none. */
export function readSchemaName(databaseUrl: string): string | null {
  return parseDatabaseUrlOrThrow(databaseUrl).parameters.schema || null;
}

/** Reads `schema` and `pgbouncer` of a database address, the names that Prisma gives them; find-session.ts fills them in at start. */
export function readConnectionSettings(databaseUrl: string): ConnectionSettings {
  const { schema, pgbouncer } = parseDatabaseUrlOrThrow(databaseUrl).parameters;
  return { schema: schema || DEFAULT_SCHEMA, isPooled: pgbouncer === "true" };
}

/** A database address with all that it names: what has to be read, such as certificates, is read once and handed on (decision 0056). */
export type DatabaseTarget = DatabaseConnection & { session: ConnectionSettings };

/** Throws ConfigError. */
export function readDatabaseTarget(databaseUrl: string): DatabaseTarget {
  return { ...databaseConnection(databaseUrl), session: readConnectionSettings(databaseUrl) };
}

export function withConnectionSettings(databaseUrl: string, { schema, isPooled }: ConnectionSettings): string {
  return withParameters(databaseUrl, { schema, pgbouncer: String(isPooled) });
}

/** PgBouncer takes these from a client of any version and mode, and gives each server connection those of its client. */
const KNOWN_TO_POOLERS = {
  // Prisma writes a time without its offset, and drops the offset that it reads.
  TimeZone: "UTC",
  DateStyle: "ISO, MDY",
  standard_conforming_strings: "on",
};

/** What our statements rely on and a server, database or role may set otherwise. */
function settingsOf(schema: string, { statementMs, idleInTransactionMs }: ConnectionLimits): Record<string, string> {
  return {
    ...KNOWN_TO_POOLERS,
    search_path: pg.escapeIdentifier(schema),
    statement_timeout: String(statementMs),
    idle_in_transaction_session_timeout: String(idleInTransactionMs),
    lock_timeout: "0",
    extra_float_digits: "1",
  };
}

/** The same for what has a meaning outside a transaction only. */
const SETTINGS_BETWEEN_TRANSACTIONS = {
  default_transaction_isolation: "read committed",
  idle_session_timeout: "0",
};

export type ConfiguredClientOptions = pg.ClientConfig & DatabaseTarget & { limits: ConnectionLimits };

/** The method by which node-postgres fills the startup message, which its types do not have. */
type Starting = { getStartupConf(): Record<string, string> };

/**
 * A connection with the settings that our statements rely on. PostgreSQL takes them with the startup message, before those
 * of role and database and without a round trip. A pooler refuses most of them there, and in transaction mode forgets what
 * `SET` says: behind one each transaction begins with them. Statements outside a transaction: see `BoundedPool`.
 */
export class ConfiguredClient extends DatabaseClient {
  readonly #isPooled: boolean;
  readonly #settings: Record<string, string>;

  constructor(config: ConfiguredClientOptions) {
    super(config);
    this.#isPooled = config.session.isPooled;
    this.#settings = settingsOf(config.session.schema, config.limits);
  }

  getStartupConf(): Record<string, string> {
    const { getStartupConf } = pg.Client.prototype as unknown as Starting;
    const settings = this.#isPooled ? KNOWN_TO_POOLERS : { ...this.#settings, ...SETTINGS_BETWEEN_TRANSACTIONS };
    return { ...getStartupConf.call(this), ...settings };
  }

  // biome-ignore lint/suspicious/noExplicitAny: the overloads of node-postgres, of which ours changes no type.
  override query(...given: any[]): any {
    const [statement] = given as [string | { text: string }];
    const text = typeof statement === "string" ? statement : statement.text;
    const query = super.query as (...all: unknown[]) => unknown;
    return this.#isPooled && text === "BEGIN" ? query.call(this, this.#begin()) : query.apply(this, given);
  }

  #begin(): string {
    // Unlike SET LOCAL it reads a list as the startup message does.
    const settings = Object.entries(this.#settings).map(([name, value]) => `set_config('${name}', ${pg.escapeLiteral(value)}, true)`);
    return `BEGIN ISOLATION LEVEL READ COMMITTED; SELECT ${settings.join(", ")}`;
  }
}

const CONNECT_TIMEOUT_MS = 10_000;
const NO_LIMITS = { statementMs: 0, idleInTransactionMs: 0 };

/** A connection for migrations, exports and tests, whose statements may take as long as they do; the caller connects and ends it. */
export function openConnection(databaseUrl: string, name: string): pg.Client {
  return new ConfiguredClient({
    application_name: name,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...readDatabaseTarget(databaseUrl),
    limits: NO_LIMITS,
  });
}
