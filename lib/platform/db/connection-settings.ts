import pg from "pg";
import { DatabaseClient, type DatabaseConnection, databaseConnection, parseDatabaseUrlOrThrow } from "./database-client";
import { withParameters } from "./database-url";
import { startupConfOf } from "./pg-internals";

/** The schema of our tables, and whether connections go through a pooler such as PgBouncer. */
export type ConnectionSettings = { schema: string; isPooled: boolean };

/** Limits of a connection in milliseconds; 0: none. */
type ConnectionLimits = { statementMs: number; idleInTransactionMs: number };

const DEFAULT_SCHEMA = "public";

/** The schema in an address; null: none. */
export function readSchemaName(databaseUrl: string): string | null {
  return parseDatabaseUrlOrThrow(databaseUrl).parameters.schema || null;
}

/** Reads Prisma's parameters `schema` and `pgbouncer` of a database address; detect-connection-settings.ts sets them at start. */
export function readConnectionSettings(databaseUrl: string): ConnectionSettings {
  const { schema, pgbouncer } = parseDatabaseUrlOrThrow(databaseUrl).parameters;
  return { schema: schema || DEFAULT_SCHEMA, isPooled: pgbouncer === "true" };
}

/** A parsed database address: files that it names, such as certificates, are read once (decision 0056). */
export type DatabaseTarget = DatabaseConnection & { session: ConnectionSettings };

/** Throws ConfigError. */
export function readDatabaseTarget(databaseUrl: string): DatabaseTarget {
  return { ...databaseConnection(databaseUrl), session: readConnectionSettings(databaseUrl) };
}

export function withConnectionSettings(databaseUrl: string, { schema, isPooled }: ConnectionSettings): string {
  return withParameters(databaseUrl, { schema, pgbouncer: String(isPooled) });
}

/** PgBouncer accepts these in any version and mode, and applies them to the server connection of the client. */
const KNOWN_TO_POOLERS = {
  // Prisma writes a time without its offset, and drops the offset that it reads.
  TimeZone: "UTC",
  DateStyle: "ISO, MDY",
  standard_conforming_strings: "on",
};

/** Settings that our statements rely on, which a server, database or role may set differently. */
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

/** The same for settings with a meaning only outside a transaction. */
const SETTINGS_BETWEEN_TRANSACTIONS = {
  default_transaction_isolation: "read committed",
  idle_session_timeout: "0",
};

export type ConfiguredClientOptions = pg.ClientConfig & DatabaseTarget & { limits: ConnectionLimits };

/**
 * A connection with the settings that our statements rely on. They are in the startup message, which overrides those
 * of role and database without a round trip. A pooler rejects most of them there, and in transaction mode loses `SET`:
 * behind one each transaction begins with them. Statements outside a transaction: see `SharedPool`.
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
    const settings = this.#isPooled ? KNOWN_TO_POOLERS : { ...this.#settings, ...SETTINGS_BETWEEN_TRANSACTIONS };
    return { ...startupConfOf(this), ...settings };
  }

  // biome-ignore lint/suspicious/noExplicitAny: the overloads of node-postgres, of which ours changes no type.
  override query(...given: any[]): any {
    const [statement] = given as [string | { text: string }];
    const text = typeof statement === "string" ? statement : statement.text;
    const query = super.query as (...all: unknown[]) => unknown;
    return this.#isPooled && text === "BEGIN" ? query.call(this, this.#begin()) : query.apply(this, given);
  }

  #begin(): string {
    // Unlike SET LOCAL it parses a list like the startup message.
    const settings = Object.entries(this.#settings).map(([name, value]) => `set_config('${name}', ${pg.escapeLiteral(value)}, true)`);
    return `BEGIN ISOLATION LEVEL READ COMMITTED; SELECT ${settings.join(", ")}`;
  }
}

const CONNECT_TIMEOUT_MS = 10_000;
const NO_LIMITS = { statementMs: 0, idleInTransactionMs: 0 };

/** A connection without statement timeout for migrations, exports and tests; the caller connects and ends it. */
export function openConnection(databaseUrl: string, name: string): pg.Client {
  return new ConfiguredClient({
    application_name: name,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...readDatabaseTarget(databaseUrl),
    limits: NO_LIMITS,
  });
}
