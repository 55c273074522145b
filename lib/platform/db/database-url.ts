import { z } from "zod";
import { err, ok, type Result } from "@/lib/platform/result";

/** `host`: a name, an IP address, or the folder of a socket. `address`: the IP address to connect to instead of looking `host` up. */
export type DatabaseServer = { host: string; port: number; address: string | null };

/** A database address, decoded. `user` and `database` are null where they are left out. */
export type DatabaseUrl = {
  servers: DatabaseServer[];
  user: string | null;
  password: string | null;
  database: string | null;
  parameters: DatabaseParameters;
};

const DEFAULT_PORT = 5432;
const FORM = "must look like postgresql://user:password@host:5432/database";

/** Parameters of other programs or libpq that have no effect here. */
const IGNORED = [
  ...["client_encoding", "fallback_application_name", "gsslib", "gssdelegation", "krbsrvname", "load_balance_hosts", "passfile", "sslsni"],
  ...["keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout", "sslcompression"],
  ...["pool_timeout", "socket_timeout", "statement_cache_size", "prepared_statements", "uselibpqcompat"],
];

const oneOf = <const T extends string>(name: string, values: readonly T[], reason = "which must be one of") =>
  z.enum(values, { error: ({ input }) => `has ${name}=${String(input)}, ${reason} ${values.join(", ")}` }).optional();

const text = z.string().optional();
/** Six digits: as milliseconds it is still less than a timer takes. */
const optionalNumber = (name: string) =>
  z
    .string()
    .regex(/^\d{1,6}$/, `has a ${name} that is no whole number of 1 to 6 digits`)
    .transform(Number)
    .optional();

const SSL_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
const PROTOCOLS = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;

/** Names and meanings are those of libpq (PostgreSQL manual, 32.1.2), and of Prisma for `schema`, `connection_limit` and `pgbouncer`. */
const parametersSchema = z.strictObject({
  ...{ host: text, hostaddr: text, port: text, user: text, password: text, dbname: text },
  sslmode: oneOf("sslmode", SSL_MODES),
  ...{ sslrootcert: text, sslcert: text, sslkey: text, sslpassword: text, sslcrl: text },
  sslnegotiation: oneOf("sslnegotiation", ["postgres", "direct"]),
  ssl_min_protocol_version: oneOf("ssl_min_protocol_version", PROTOCOLS),
  ssl_max_protocol_version: oneOf("ssl_max_protocol_version", PROTOCOLS),
  channel_binding: oneOf("channel_binding", ["disable", "prefer", "require"]),
  gssencmode: oneOf("gssencmode", ["disable", "prefer"], "which Latchkey cannot do; it must be one of"),
  target_session_attrs: oneOf("target_session_attrs", ["any", "read-write", "primary"], "but Latchkey writes; it must be one of"),
  ...{ application_name: text, options: text },
  connect_timeout: optionalNumber("connect_timeout"),
  sslaccept: oneOf("sslaccept", ["accept_invalid_certs"], "which libpq calls sslmode=verify-full; the only value without effect is"),
  ...{ schema: text, connection_limit: optionalNumber("connection_limit"), pgbouncer: oneOf("pgbouncer", ["true", "false"]) },
});

export type DatabaseParameters = z.output<typeof parametersSchema>;

class BadUrl extends Error {}

function fail(reason: string): never {
  throw new BadUrl(reason);
}

/** Parses an address like libpq (PostgreSQL manual, 32.1.1.2). A problem follows the variable's name and quotes no password. */
export function parseDatabaseUrl(url: string): Result<DatabaseUrl, string> {
  try {
    return ok(readUrl(url.trim()));
  } catch (error) {
    if (error instanceof BadUrl) return err(error.message);
    throw error;
  }
}

function readUrl(url: string): DatabaseUrl {
  const { login, hosts, database, query } = split(url);
  const [, user, password] = /^([^:]*)(?::(.*))?$/s.exec(login) ?? [];
  // Before any message that quotes a parameter, which may be a part of a password with a raw `/` and `?`.
  const written = hosts.split(",").map(readHost);
  const parameters = readParameters(query);
  return {
    servers: readServers(written, parameters),
    user: parameters.user || decode(user ?? "", "user name") || null,
    password: parameters.password || decode(password ?? "", "password") || null,
    database: parameters.dbname || decode(database, "database name") || null,
    parameters,
  };
}

/** The first `@` ends the login, unless a `/` comes before it. Reports a raw `@` or `/` in a password. */
function split(url: string) {
  const [, rest] = /^postgres(?:ql)?:\/\/(.+)$/s.exec(url) ?? fail(FORM);
  const parts = /^(?:([^@/]*)@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(rest ?? "") ?? fail(FORM);
  const [, login = "", hosts = "", database = "", query = ""] = parts;
  if (hosts.includes("@")) fail("has more than one @ before the host: in the user name and password write @ as %40");
  if (hosts && database.includes("@")) fail("has an @ behind its first /: in the user name and password write / as %2F and @ as %40");
  if (query.includes("@"))
    fail("has an @ behind its ?: in the user name and password write @ as %40 and / as %2F, in a parameter @ as %40");
  return { login, hosts, database, query };
}

function decode(part: string, what: string): string {
  if (/%(?![0-9a-f]{2})|%00/i.test(part)) fail(`has a % in its ${what} that begins no escape: write % as %25`);
  try {
    return decodeURIComponent(part);
  } catch {
    return fail(`has a % in its ${what} that begins no escape of UTF-8: write % as %25`);
  }
}

function readParameters(query: string): DatabaseParameters {
  const pairs = query
    .split("&")
    .filter(Boolean)
    .map(readPair)
    .filter(([name]) => !IGNORED.includes(name));
  const parsed = parametersSchema.safeParse(Object.fromEntries(pairs));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === "unrecognized_keys") fail(`has the parameter "${issue.keys[0]}", which neither libpq nor Latchkey knows: remove it`);
  return fail(issue?.message ?? FORM);
}

/** `ssl` is JDBC's and `no-verify` node-postgres's word for a mode of libpq. */
function readPair(pair: string): [string, string] {
  const [, name = "", value] = /^([^=]*)=(.*)$/s.exec(pair) ?? fail("has a parameter without = behind the ?");
  const [key, decoded] = [decode(name, "parameters"), decode(value ?? "", "parameters")];
  if (key === "ssl")
    return ["sslmode", { true: "require", 1: "require", false: "disable", 0: "disable" }[decoded] ?? withoutVerifying(decoded)];
  return [key, key === "sslmode" ? withoutVerifying(decoded) : decoded];
}

const withoutVerifying = (mode: string) => (mode === "no-verify" ? "require" : mode);

type WrittenHost = { host: string; port: string };

/**
 * The parameters `host` and `port` override the authority part; a single port applies to every host. With `hostaddr` only,
 * each address is a server.
 */
function readServers(written: WrittenHost[], { host, hostaddr, port }: DatabaseParameters): DatabaseServer[] {
  const addresses = hostaddr ? hostaddr.split(",") : [];
  const named = host ? host.split(",") : written.map((server) => server.host);
  const names = addresses.length > 0 && named.join() === "" ? addresses : named.map((name, index) => name || addresses[index] || "");
  const ports = port ? port.split(",") : written.map((server) => server.port);
  if (ports.length > 1 && ports.length !== names.length) fail(`has ${names.length} hosts and ${ports.length} ports`);
  if (addresses.length > 0 && addresses.length !== names.length)
    fail(`has ${names.length} hosts and ${addresses.length} entries in hostaddr`);
  return names.map((name, index) => ({
    host: name || "localhost",
    port: readPort((ports.length > 1 ? ports[index] : ports[0]) ?? ""),
    address: addresses[index] || null,
  }));
}

function readHost(host: string): WrittenHost {
  const [, bracketed, plain, port] =
    /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(.*))?$/s.exec(host) ?? fail("has an IPv6 address that is not in [brackets]");
  const written = { host: decode(bracketed ?? plain ?? "", "host"), port: decode(port ?? "", "port") };
  readPort(written.port);
  return written;
}

/** Not quoted, as it may be a part of a password that holds a raw `/`. */
function readPort(port: string): number {
  const number = port === "" ? DEFAULT_PORT : Number(port);
  if (/^\d*$/.test(port) && number >= 1 && number <= 65_535) return number;
  return fail("has a port that is no number from 1 to 65535; an IPv6 address stands in [brackets], and a / in a password is written %2F");
}

/** The same address with other values of these parameters. */
export function withParameters(url: string, values: Record<string, string>): string {
  const [, base = "", query = ""] = /^(postgres(?:ql)?:\/\/(?:[^@/]*@)?[^?]*)(?:\?(.*))?$/s.exec(url.trim()) ?? [];
  const kept = query.split("&").filter((pair) => pair && !((pair.split("=")[0] ?? "") in values));
  const added = Object.entries(values).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${base}?${[...kept, ...added].join("&")}`;
}
