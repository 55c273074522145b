import type { Clock } from "./clock";
import type { Config } from "./config/config";
import type { KeyedHash } from "./crypto/keyed-hash";
import type { Db } from "./db/connect";
import type { Direct } from "./db/statements";
import type { HashQueue } from "./hash-queue";
import type { LogSink } from "./log-sink/log-sink";
import type { MailTransport } from "./mail/types";
import type { Random } from "./random";

/** What every use case is handed, so that a test can hand it something else. */
export type Deps = {
  db: Db;
  direct: Direct;
  clock: Clock;
  random: Random;
  keyedHash: KeyedHash;
  hashing: HashQueue;
  /** Null: mail is not sent, but kept in the outbox. */
  mailTransport: MailTransport | null;
  /** Null: copies of audit entries are sent nowhere. */
  logSink: LogSink | null;
  config: Config;
};
