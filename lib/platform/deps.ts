import pLimit from "p-limit";
import type { MailConfig } from "@/lib/platform/config/mail-config";
import { createKeyedHash, type KeyedHash, type Random, systemRandom } from "@/lib/platform/crypto/keyed-hash";
import { createResendTransport } from "@/lib/platform/mail/resend";
import { BACKGROUND_LIMITS, createSmtpTransport, type SmtpLimits } from "@/lib/platform/mail/smtp";
import type { MailTransport } from "@/lib/platform/mail/transport";
import { type Clock, systemClock } from "./clock";
import type { Config } from "./config/config";
import { type Connection, connect, type Db } from "./db/connect";
import { createLogSink, type LogSink } from "./log-sink";

/** The dependencies of every use case, which tests can replace. */
export type Deps = {
  db: Db;
  clock: Clock;
  random: Random;
  keyedHash: KeyedHash;
  /** Limits concurrent password hashing: each hash takes a whole core and 19 MiB. */
  hashing<T>(work: () => Promise<T>): Promise<T>;
  /** Null: emails stay in the outbox. */
  mailTransport: MailTransport | null;
  /** Null: no copies of audit entries are sent. */
  logSink: LogSink | null;
  config: Config;
};

/** `name`: of the connections, for PostgreSQL. `reserved`: connections beside the others, for `db.$reserved`. */
export type DepsOptions = { name: string; connections: number; reserved?: number; hashesAtOnce?: number; mailLimits?: SmtpLimits };

/** Dependencies, and the connection under their `db`. */
export type OpenDeps = { deps: Deps; connection: Connection };

/** Creates the dependencies of a process; nothing is sent to the database until the first query. */
export function createDeps(config: Config, options: DepsOptions): OpenDeps {
  const { name, connections, reserved, hashesAtOnce = 1, mailLimits = BACKGROUND_LIMITS } = options;
  const connection = connect(config.databaseUrl, name, connections, reserved);
  const deps = {
    db: connection.db,
    clock: systemClock,
    random: systemRandom,
    keyedHash: createKeyedHash(config.authSecret),
    hashing: pLimit(hashesAtOnce),
    mailTransport: createMailTransport(config.mail, mailLimits),
    logSink: createLogSink(config.logSink, config.appName),
    config,
  };
  return { deps, connection };
}

function createMailTransport(config: MailConfig | null, limits: SmtpLimits): MailTransport | null {
  if (!config) return null;
  return config.via.kind === "resend" ? createResendTransport(config.via.apiKey) : createSmtpTransport(config.via.url, limits);
}
