import { userInfo } from "node:os";
import pg from "pg";
import { ConfigError } from "@/lib/platform/config/config";
import { type Encryption, readEncryption } from "./database-tls";
import { type DatabaseServer, type DatabaseUrl, parseDatabaseUrl } from "./database-url";
import { messagesOf, saslMechanismOf, setStartupOptions, socketOf, takeOverState } from "./pg-internals";

/** Connection options from the database address, to be spread into the options of a pool or a `DatabaseClient`. */
export type DatabaseConnection = {
  user: string;
  database: string;
  servers: (DatabaseServer & { encryption: Encryption[] })[];
  /** A function, so that no log of the options shows it. */
  readPassword: () => string;
  /** Always set: without it node-postgres would read the PG* variables of the environment. */
  client_encoding: "UTF8";
  sslnegotiation: "postgres" | "direct";
  /** An SQL condition that is true on a server to skip; null: any server is accepted. */
  unfit: string | null;
  bindsChannel: boolean;
  application_name?: string;
  options?: string;
  connectionTimeoutMillis?: number;
};

const UNFIT = { any: null, primary: "pg_is_in_recovery()", "read-write": "current_setting('transaction_read_only') = 'on'" };

/** Throws ConfigError, also for files of certificates that cannot be used. */
export function databaseConnection(databaseUrl: string): DatabaseConnection {
  const url = parseDatabaseUrlOrThrow(databaseUrl);
  const { servers, password, parameters } = url;
  const encryption = readEncryption(parameters);
  const { application_name, options, connect_timeout, sslnegotiation, channel_binding, target_session_attrs } = parameters;
  return {
    ...loginOf(url),
    servers: servers.map((server) => ({ ...server, encryption: encryption(server) })),
    readPassword: () => password ?? process.env.PGPASSWORD ?? missingPassword(),
    client_encoding: "UTF8",
    sslnegotiation: sslnegotiation ?? "postgres",
    // The console writes: of several servers it uses the first writable one, even if the address does not require it.
    unfit: UNFIT[target_session_attrs ?? (servers.length > 1 ? "read-write" : "any")],
    bindsChannel: channel_binding === "require",
    ...(application_name && { application_name }),
    ...(options && { options }),
    ...(connect_timeout && { connectionTimeoutMillis: connect_timeout * 1000 }),
  };
}

/** Throws ConfigError. */
export function parseDatabaseUrlOrThrow(databaseUrl: string): DatabaseUrl {
  const parsed = parseDatabaseUrl(databaseUrl);
  if (!parsed.ok) throw new ConfigError("DATABASE_URL", parsed.problem);
  return parsed.value;
}

/** User and database of the login, with libpq's defaults (PostgreSQL manual, 32.1.2). */
export function loginOf({ user, database }: Pick<DatabaseUrl, "user" | "database">): { user: string; database: string } {
  const role = user ?? userOfProcess();
  return { user: role, database: database ?? role };
}

function userOfProcess(): string {
  try {
    return userInfo().username;
  } catch {
    throw new ConfigError("DATABASE_URL", "names no user, and the user of this process has no name");
  }
}

function missingPassword(): never {
  throw Object.assign(new Error("no password"), { code: "NO_PASSWORD" });
}

/** None of several servers is writable. Has PostgreSQL's code for a write on a read-only server. */
export class ReadOnlyServer extends Error {
  readonly code = "25006";
  constructor() {
    super("accepts no changes");
    this.name = "ReadOnlyServer";
  }
}

export type ConnectError = Error & { code?: string; server?: DatabaseServer };

export const NO_TLS = "The server does not support SSL connections";

type ClientConfig = pg.ClientConfig & DatabaseConnection;

/**
 * A client that tries the servers of its address in order, with and without TLS as `sslmode` has it, and takes the first that fits
 * (PostgreSQL manual, 32.1.1.3): a failed login ends the search. They share the time that a connection may take.
 */
export class DatabaseClient extends pg.Client {
  readonly #config: ClientConfig;
  #abandoned = false;

  constructor(config: ClientConfig) {
    const [server] = config.servers;
    if (!server) throw new Error("a database address without a server");
    super(optionsFor(config, server, server.encryption[0] ?? false));
    this.#config = config;
    prepare(this, config);
  }

  override connect(): Promise<pg.Client>;
  override connect(callback: (error: Error) => void): void;
  override connect(callback?: (error: Error) => void): Promise<pg.Client> | undefined {
    const connected = this.#connectInOrder();
    if (!callback) return connected;
    connected.then(() => (callback as () => void)(), callback);
    return undefined;
  }

  override end(): Promise<void>;
  override end(callback: (error: Error) => void): void;
  override end(callback?: (error: Error) => void): Promise<void> | undefined {
    this.#abandoned = true;
    if (!callback) return super.end();
    super.end(callback);
    return undefined;
  }

  /** Closes the connection at once, and opens no other. */
  destroy(): void {
    this.#abandoned = true;
    socketOf(this).destroy();
  }

  async #connectInOrder(): Promise<pg.Client> {
    const failures: ConnectError[] = [];
    servers: for (const server of this.#config.servers) {
      for (const encryption of server.encryption) {
        if (failures.length > 0) this.#startOver(server, encryption);
        try {
          await super.connect();
          if (await this.#fits()) return this;
          throw new ReadOnlyServer();
        } catch (error) {
          failures.push(Object.assign(error as ConnectError, { server }));
          if (this.#abandoned || endsSearch(error as ConnectError)) break servers;
          if (isOfServer(error as ConnectError)) break;
        }
      }
    }
    this.#discard();
    throw mostTelling(failures);
  }

  /** Closes the connection of a failed search: a server may have accepted it, or wait for a password. A later `end` resolves. */
  #discard(): void {
    void super.end();
    socketOf(this).destroy();
  }

  async #fits(): Promise<boolean> {
    const { unfit, connectionTimeoutMillis } = this.#config;
    if (unfit === null) return true;
    const question = { text: `SELECT ${unfit} AS unfit`, query_timeout: connectionTimeoutMillis };
    const { rows } = await this.query<{ unfit: boolean }>(question);
    return !rows[0]?.unfit;
  }

  #startOver(server: DatabaseServer, encryption: Encryption): void {
    takeOverState(this, new pg.Client(optionsFor(this.#config, server, encryption)));
    prepare(this, this.#config);
  }
}

function optionsFor(config: ClientConfig, { host, address, port }: DatabaseServer, ssl: Encryption): pg.ClientConfig {
  const { servers, readPassword, connectionTimeoutMillis = 0, ...options } = config;
  return {
    ...options,
    host: address ?? host,
    port,
    ssl,
    sslnegotiation: ssl ? config.sslnegotiation : "postgres",
    password: readPassword,
    enableChannelBinding: config.bindsChannel,
    connectionTimeoutMillis: Math.ceil(connectionTimeoutMillis / servers.length),
  } as pg.ClientConfig;
}

function prepare(client: pg.Client, { options, bindsChannel }: ClientConfig): void {
  setStartupOptions(client, options);
  if (bindsChannel) requireChannelBinding(client, () => socketOf(client).destroy());
}

/** The server is unreachable, or the wrong one: trying with or without TLS makes no difference. */
function isOfServer(error: ConnectError): boolean {
  if (error instanceof ReadOnlyServer || error.code === "57P03") return true;
  return /^E(CONNREFUSED|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|TIMEDOUT|NOENT|ACCES)$/.test(error.code ?? "") || isTimeout(error);
}

/** node-postgres gives these no code. A server's own message about a timeout is an answer. */
const TIMEOUTS = [
  "timeout expired",
  "timeout exceeded when trying to connect",
  "Connection terminated due to connection timeout",
  "Query read timeout",
];

export function isTimeout(error: Partial<ConnectError>): boolean {
  return !(error instanceof pg.DatabaseError) && TIMEOUTS.includes(error.message ?? "");
}

/** The server has answered, and the next would answer the same; 28000 may mean that TLS is required, or not allowed. */
function endsSearch(error: ConnectError): boolean {
  if (error.code === "NO_PASSWORD") return true;
  return error instanceof pg.DatabaseError && !["57P03", "28000"].includes(error.code ?? "");
}

/** A server's answer is a better reason than a missing one; a TLS error is no reason if a connection without TLS was tried too. */
function mostTelling(failures: ConnectError[]): ConnectError {
  const rank = (error: ConnectError) => {
    if (error.message === NO_TLS) return 0;
    if (error instanceof pg.DatabaseError) return error.code === "28000" ? 2 : 4;
    return isOfServer(error) && !(error instanceof ReadOnlyServer) ? 1 : 3;
  };
  return failures.reduce((best, error) => (rank(error) > rank(best) ? error : best));
}

type Offer = { mechanisms: string[] };

const BOUND = "SCRAM-SHA-256-PLUS";

/**
 * `channel_binding=require`: against a machine in the middle, the server must prove by a SCRAM exchange bound to its certificate
 * that it knows the password and terminates the TLS connection (RFC 5802 section 6). Before that it gets no other exchange and no
 * statement. `cut` closes the connection at once, so that a pending answer is not sent.
 */
function requireChannelBinding(client: pg.Client, cut: () => void): void {
  const messages = messagesOf(client);
  let mechanism: string | null | undefined;
  const assert = (holds: boolean) => {
    if (holds) return;
    messages.emit("error", new Error("the server offers no channel binding, which channel_binding=require asks for"));
    cut();
  };
  const isVerified = () => mechanism === BOUND && saslMechanismOf(client) === null;
  messages.prependListener("authenticationSASL", ({ mechanisms }: Offer) => assert(mechanisms.includes(BOUND)));
  messages.prependListener("authenticationSASLFinal", () => {
    mechanism = saslMechanismOf(client);
  });
  for (const event of ["authenticationCleartextPassword", "authenticationMD5Password"])
    messages.prependListener(event, () => assert(false));
  for (const event of ["authenticationOk", "readyForQuery"]) messages.prependListener(event, () => assert(isVerified()));
}
