import type { MailConfig } from "@/lib/platform/config/mail-config";
import type { Random } from "@/lib/platform/crypto/keyed-hash";
import { createResendTransport } from "@/lib/platform/mail/resend";
import { BACKGROUND_LIMITS, createSmtpTransport, type SmtpLimits } from "@/lib/platform/mail/smtp";
import type { MailTransport } from "@/lib/platform/mail/transport";
import type { Clock } from "./clock";
import type { Config } from "./config/config";
import type { KeyedHash } from "./crypto/keyed-hash";
import type { Db } from "./db/connect";
import type { Direct } from "./db/statements";
import type { LogSink } from "./log-sink";

/** The transport that the environment configures; null: emails stay in the outbox. */
export function createMailTransport(config: MailConfig | null, limits: SmtpLimits = BACKGROUND_LIMITS): MailTransport | null {
  if (!config) return null;
  return config.via.kind === "resend" ? createResendTransport(config.via.apiKey) : createSmtpTransport(config.via.url, limits);
}

/** The dependencies of every use case, which tests can replace. */
export type Deps = {
  db: Db;
  direct: Direct;
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
