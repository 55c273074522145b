import pg from "pg";
import { ConfigError } from "@/lib/platform/config/config";

const CONNECT_TIMEOUT_MS = 10_000;

/** Connects once. Returns the server's version as a number. Throws ConfigError with the reason in words, never with the password. */
export async function checkDatabaseUrl(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query("SELECT current_setting('server_version_num')::int AS version");
    return rows[0].version;
  } catch (error) {
    throw new ConfigError("DATABASE_URL", connectionProblem(error, new URL(databaseUrl)));
  } finally {
    await client.end().catch(() => {});
  }
}

/** Where the server of a database address listens: host and port, or the folder of its socket. */
export function serverOf(url: URL): string {
  const host = url.searchParams.get("host") || decodeURIComponent(url.hostname) || "localhost";
  return host.startsWith("/") ? host : `${host}:${url.port || 5432}`;
}

/** Why there is no connection, to stand behind the variable's name. */
export function connectionProblem(error: unknown, url: URL): string {
  const { code, message } = error as { code?: string; message?: string };
  const address = serverOf(url);
  const database = decodeURIComponent(url.pathname.slice(1));
  const user = decodeURIComponent(url.username);
  const known: Record<string, string> = {
    ENOTFOUND: `names the host "${url.hostname}", which the DNS does not know`,
    EAI_AGAIN: `names the host "${url.hostname}", which the DNS does not answer for`,
    ENOENT: `points at the socket in ${address}, where none is`,
    EACCES: `points at the socket in ${address}, which this user may not use`,
    ECONNREFUSED: `points at ${address}, where nothing listens (connection refused)`,
    EHOSTUNREACH: `points at ${address}, which is out of reach`,
    ENETUNREACH: `points at ${address}, which is out of reach`,
    ETIMEDOUT: `points at ${address}, which does not answer`,
    ECONNRESET: `points at ${address}, which closes the connection; is it a PostgreSQL server?`,
    "28P01": `is refused by ${address}: wrong password for the user "${user}"`,
    "28000": `is refused by ${address}: the user "${user}" may not sign in`,
    "3D000": `names the database "${database}", which does not exist on ${address}`,
    "42501": `is refused by ${address}: the user "${user}" may not use the database "${database}"`,
    "53300": `is refused by ${address}: too many connections`,
    "57P03": `points at ${address}, whose server is starting up or shutting down; try again`,
  };
  if (/timeout/i.test(message ?? "")) return known.ETIMEDOUT ?? "";
  return known[code ?? ""] ?? `cannot be used (${address}): ${(message || code || "unknown reason").split("\n")[0]}`;
}
