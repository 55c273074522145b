import path from "node:path";
import type pg from "pg";
import { withLoopTimeout } from "@/lib/platform/clock";
import { ConfigError } from "@/lib/platform/config/config";
import type { DatabaseTarget } from "./connection-settings";
import {
  type ConnectError,
  DatabaseClient,
  databaseConnection,
  isTimeout,
  loginOf,
  NO_TLS,
  parseDatabaseUrlOrThrow,
  ReadOnlyServer,
} from "./database-client";
import type { DatabaseServer, DatabaseUrl } from "./database-url";
import { openPool } from "./pool";

/** Default timeout for a connection, and timeout for each answer. */
const ANSWER_TIMEOUT_MS = 10_000;

type AskOptions = { name?: string; stopping?: AbortSignal };

/** Runs `ask` on its own connection, with the server's settings. The connection is closed when `stopping` is aborted. */
export async function askDatabase<T>(
  databaseUrl: string,
  { name, stopping }: AskOptions,
  ask: (client: DatabaseClient) => Promise<T>,
): Promise<T> {
  stopping?.throwIfAborted();
  const limits = { connectionTimeoutMillis: ANSWER_TIMEOUT_MS, query_timeout: ANSWER_TIMEOUT_MS };
  const client = new DatabaseClient({ application_name: name, ...limits, ...databaseConnection(databaseUrl) });
  client.on("error", () => {});
  const cut = () => client.destroy();
  stopping?.addEventListener("abort", cut);
  try {
    await client.connect();
    return await ask(client);
  } finally {
    stopping?.removeEventListener("abort", cut);
    await client.end().catch(() => {});
  }
}

const QUESTION = `SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding,
  current_database() AS database`;

type FoundServer = { version: number; encoding: string; database: string };

/**
 * Connects once. Returns the server's version as a number. Throws ConfigError with the reason, never with the password.
 * `stopping` aborts it.
 */
export async function checkDatabaseUrl(databaseUrl: string, stopping?: AbortSignal): Promise<number> {
  const url = parseDatabaseUrlOrThrow(databaseUrl);
  try {
    const { rows } = await askDatabase(databaseUrl, { stopping }, (client) => client.query<FoundServer>(QUESTION));
    const [found] = rows;
    if (!found) throw new Error("no answer");
    if (found.encoding !== "UTF8") throw new ConfigError("DATABASE_URL", encodingProblem(found));
    return found.version;
  } catch (error) {
    throw error instanceof ConfigError ? error : new ConfigError("DATABASE_URL", connectionProblem(error, url));
  }
}

/** Names may be in any script; SQL_ASCII would accept invalid text, other encodings reject most scripts. */
function encodingProblem({ encoding, database }: { encoding: string; database: string }): string {
  const remedy = `CREATE DATABASE latchkey ENCODING 'UTF8' TEMPLATE template0`;
  return `points at the database "${database}", whose encoding is ${encoding}; Latchkey needs UTF8: ${remedy}`;
}

/** Where the servers of a database address listen: host and port, or the folder of a socket. */
export function serverOf({ servers }: Pick<DatabaseUrl, "servers">): string {
  return servers.map(placeOf).join(", ");
}

function placeOf({ host, port }: DatabaseServer): string {
  if (path.isAbsolute(host)) return host;
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

type TargetDatabase = Pick<DatabaseUrl, "servers" | "user" | "database">;

/** Why the connection failed; follows the variable's name. */
export function connectionProblem(error: unknown, url: TargetDatabase): string {
  const { code = "", message = "", server } = error as Partial<ConnectError>;
  const place = server ? placeOf(server) : serverOf(url);
  const host = server?.host ?? url.servers[0]?.host ?? "";
  const known = { ...socketProblems(place, host), ...loginProblems(place, url), ...tlsProblems(place) };
  if (isTimeout(error as Partial<ConnectError>)) return known.ETIMEDOUT ?? "";
  if (error instanceof ReadOnlyServer)
    return `points at ${place}, which accepts no changes (a standby, or set to read-only): name the primary as well`;
  if (message === NO_TLS) return `points at ${place}, which speaks no TLS: turn it on there, or set sslmode=prefer or disable`;
  if (/error establishing an SSL connection/.test(message))
    return `points at ${place}, which does not answer like PostgreSQL: check the port`;
  if (/Connection terminated unexpectedly/.test(message)) return known.ECONNRESET ?? "";
  if (code === "28000") return refusedLogin(place, message, url);
  if (/^(EPROTO|ERR_SSL_)/.test(code)) return `points at ${place}, where no TLS connection could be made: ${firstLine(message)}`;
  if (/password must be a (non-empty )?string/.test(message)) return known.NO_PASSWORD ?? "";
  return known[code] ?? `cannot be used (${place}): ${firstLine(message || code) || "unknown reason"}`;
}

const firstLine = (text: string) => text.split("\n")[0];

function socketProblems(place: string, host: string): Record<string, string> {
  return {
    ENOTFOUND: `names the host "${host}", which the DNS does not know`,
    EAI_AGAIN: `names the host "${host}", which the DNS does not answer for`,
    ENOENT: `points at the socket in ${place}, where none is`,
    EACCES: `points at the socket in ${place}, which this user may not use`,
    ECONNREFUSED: `points at ${place}, where nothing listens (connection refused)`,
    EHOSTUNREACH: `points at ${place}, which is out of reach`,
    ENETUNREACH: `points at ${place}, which is out of reach`,
    ETIMEDOUT: `points at ${place}, which does not answer`,
    ECONNRESET: `points at ${place}, which closes the connection: check that PostgreSQL listens there`,
  };
}

function loginProblems(place: string, url: TargetDatabase): Record<string, string> {
  const { user, database } = loginOf(url);
  const role = `the user "${user}"`;
  return {
    "28P01": `is refused by ${place}: wrong password for ${role}`,
    NO_PASSWORD: `has no password for ${role}, and ${place} asks for one`,
    "3D000": `names the database "${database}", which does not exist on ${place}`,
    "42501": `is refused by ${place}: ${role} may not use the database "${database}"`,
    "53300": `is refused by ${place}: too many connections`,
    "57P03": `points at ${place}, whose server is starting up or shutting down; try again`,
  };
}

/** PostgreSQL has one code for an unknown or rejected user and for a connection that pg_hba.conf rejects, for example without TLS. */
function refusedLogin(place: string, message: string, url: TargetDatabase): string {
  if (/no encryption|SSL off/.test(message))
    return `is refused by ${place}, which takes this login over TLS only: set sslmode=require or stronger`;
  if (/client certificate/.test(message)) return `is refused by ${place}, which asks for a client certificate: set sslcert and sslkey`;
  return `is refused by ${place}: the user "${loginOf(url).user}" may not sign in (${firstLine(message)})`;
}

const OWN_AUTHORITY = "name the authority that signed it as sslrootcert=FILE";

/** Node.js's codes for OpenSSL's certificate errors. */
function tlsProblems(place: string): Record<string, string> {
  const certificate = `points at ${place}, whose certificate`;
  return {
    DEPTH_ZERO_SELF_SIGNED_CERT: `${certificate} is signed by itself: name a copy of it as sslrootcert=FILE`,
    SELF_SIGNED_CERT_IN_CHAIN: `${certificate} is signed by an authority that is not trusted: ${OWN_AUTHORITY}`,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: `${certificate} is signed by an authority that is not trusted: ${OWN_AUTHORITY}`,
    UNABLE_TO_GET_ISSUER_CERT: `${certificate} is signed by an authority that is not trusted: ${OWN_AUTHORITY}`,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `${certificate} is signed by an authority that is not trusted: ${OWN_AUTHORITY}`,
    CERT_HAS_EXPIRED: `${certificate} has expired: renew it on the server`,
    CERT_NOT_YET_VALID: `${certificate} is not valid yet: check the clocks of both machines`,
    CERT_REVOKED: `${certificate} has been revoked`,
    ERR_TLS_CERT_ALTNAME_INVALID: `${certificate} is for another name: use the name in it, or sslmode=verify-ca`,
  };
}

const PROBE_TIMEOUT_MS = 1_500;

/** PostgreSQL has no connection left, or this machine no file or port: this is no sign that the database is down. */
const PROVES_NOTHING = /^(53\w{3}|EMFILE|ENFILE|ENOBUFS|ENOMEM|EADDRNOTAVAIL)$/;

/**
 * Checks on its own connection whether the database answers. Returns null, or the reason without credentials. A busy process
 * waits longer for the answer: a flood of requests is no outage of the database.
 */
export async function probeDatabase(target: DatabaseTarget): Promise<string | null> {
  const client = new DatabaseClient({ application_name: "latchkey-probe", ...target, connectionTimeoutMillis: PROBE_TIMEOUT_MS });
  client.on("error", () => {});
  try {
    await withLoopTimeout(
      client.connect().then(() => client.query("SELECT 1")),
      PROBE_TIMEOUT_MS,
    );
    await withLoopTimeout(client.end(), PROBE_TIMEOUT_MS);
    return null;
  } catch (error) {
    client.destroy();
    if (error instanceof ReadOnlyServer || PROVES_NOTHING.test(String((error as { code?: unknown }).code))) return null;
    return connectionProblem(error, target);
  }
}

/**
 * Whether a new connection is writable: not on a standby, nor with `default_transaction_read_only` on. Null: no answer.
 */
export async function probeReadOnly(target: DatabaseTarget): Promise<boolean | null> {
  const pool = openPool(target, "latchkey-probe", 1);
  try {
    const answer = await withLoopTimeout<pg.QueryResult>(pool.query("SHOW transaction_read_only"), PROBE_TIMEOUT_MS);
    return answer.rows[0]?.transaction_read_only === "on";
  } catch (error) {
    return error instanceof ReadOnlyServer ? true : null;
  } finally {
    void pool.end();
  }
}
