import type { BlockList } from "node:net";
import { z } from "zod";
import { type EncryptionKey, parseEncryptionKeys } from "@/lib/platform/crypto/encryption";
import { parseDatabaseUrl } from "@/lib/platform/db/database-url";
import { OperatorError } from "@/lib/platform/operator-error";
import { type Environment, setVariables, type VariableProblem, wholeNumber } from "./environment-variable";
import { type ForwardAuthConfig, forwardAuthVariables, readForwardAuthConfig } from "./forward-auth-config";
import { httpVariables, readHsts, readTrustedProxies } from "./http-config";
import { type MailConfig, mailVariables, readMailConfig } from "./mail-config";
import {
  type LogSinkConfig,
  logSinkVariables,
  passwordVariables,
  readBreachCheck,
  readLogSinkConfig,
  readSecurityContacts,
} from "./security-config";

const environmentSchema = z.object({
  DATABASE_URL: z.string("must be set to a PostgreSQL address").superRefine((url, context) => {
    const parsed = parseDatabaseUrl(url);
    if (!parsed.ok) context.addIssue({ code: "custom", message: parsed.problem });
  }),
  DATABASE_POOL_SIZE: wholeNumber("a number of connections", { min: 1, max: 200 }).default(10),
  PORT: wholeNumber("a port number", { min: 0, max: 65_535 }).default(3000),
  APP_URL: z
    .string()
    .refine(
      (url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && new URL(url).pathname === "/",
      "must be an address like https://console.example.com, without a path",
    )
    .refine((url) => !holdsCredentials(url), "must be an address without a user name and password")
    .optional(),
  AUTH_SECRET: z.string("is required when DATABASE_URL is set").min(32, "must have at least 32 characters"),
  ENCRYPTION_KEYS: z.string("is required when DATABASE_URL is set"),
  TWO_FACTOR_MAX_AGE_DAYS: wholeNumber("a number of days", { min: 1, max: 36_500 }).default(180),
  APP_NAME: z
    .string()
    .trim()
    .max(40, "must have at most 40 characters")
    .regex(/^[^:]*$/, "must not contain a colon")
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, "must be one line without control characters")
    .default("Latchkey"),
  TRUSTED_PROXIES: z.string().default(""),
  ...httpVariables,
  ALLOW_INSECURE_HTTP: z.enum(["0", "1"], 'must be "1", or be left out').default("0"),
  SECURITY_CONTACT: z.string().default(""),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{32,}$/, "must have at least 32 characters, without spaces")
    .optional(),
  ...forwardAuthVariables,
  ...passwordVariables,
  ...mailVariables,
  ...logSinkVariables,
});

function holdsCredentials(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username + password !== "";
}

export type Config = {
  databaseUrl: string;
  /** Maximum number of connections for pages and forms. */
  databasePoolSize: number;
  /** The listen address, an IP address or a name; null: every address. */
  host: string | null;
  port: number;
  appUrl: string;
  /** False: `appUrl` is the default (this machine), not set by the operator. */
  appUrlIsSet: boolean;
  /** Plain http over a network: only if the operator accepts that passwords and sessions can be intercepted. */
  allowInsecureHttp: boolean;
  appName: string;
  authSecret: string;
  /** The first one encrypts, every one decrypts. */
  encryptionKeys: EncryptionKey[];
  twoFactorMaxAgeDays: number;
  /** Minimum length of a new password, in code points. */
  passwordMinLength: number;
  /** The service that checks new passwords against data breaches; null: none. */
  passwordBreachCheck: string | null;
  trustedProxies: BlockList;
  /** How long a connection stays open after a response. */
  keepAliveSeconds: number;
  /** `Strict-Transport-Security` of a console on https; null: none. */
  hsts: string | null;
  /** For security.txt; empty: the file is not served. */
  securityContacts: readonly string[];
  /** Null: metrics are off. */
  metricsToken: string | null;
  forwardAuth: ForwardAuthConfig;
  /** Null: emails stay in the outbox. */
  mail: MailConfig | null;
  /** Null: no copies of audit entries are sent. */
  logSink: LogSinkConfig | null;
};

/** A bad environment variable: the message is one line that names it. */
export class ConfigError extends OperatorError {
  constructor(variable: string, reason: string) {
    super(`${variable} ${reason}`);
    this.name = "ConfigError";
  }
}

/** Variables that are only read at start (`lib/server`). */
const OF_THE_START = ["DATA_DIR", "ADMIN_USERNAME", "ADMIN_PASSWORD"];

/** The names of all variables of the console. */
export const VARIABLES: ReadonlySet<string> = new Set([...Object.keys(environmentSchema.shape), ...OF_THE_START]);

/** The environment without the variables of the console, secrets among them. */
export function withoutConfiguration<Variables extends Environment>(environment: Variables): Variables {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !VARIABLES.has(name))) as Variables;
}

/** Reads and validates the environment. Throws ConfigError for the first bad variable. */
export function readConfig(environment: Environment = process.env): Config {
  const parsed = environmentSchema.safeParse(setVariables(environment));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(String(issue?.path[0]), issue?.message ?? "is not valid");
  }
  const values = parsed.data;
  const appUrl = new URL(values.APP_URL ?? `http://localhost:${values.PORT}`).origin;
  const fail = ({ variable, reason }: VariableProblem): never => {
    throw new ConfigError(variable, reason);
  };
  return {
    databaseUrl: values.DATABASE_URL,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    host: values.HOST ?? null,
    port: values.PORT,
    appUrl,
    appUrlIsSet: values.APP_URL !== undefined,
    allowInsecureHttp: values.ALLOW_INSECURE_HTTP === "1",
    appName: values.APP_NAME,
    authSecret: values.AUTH_SECRET,
    encryptionKeys: readEncryptionKeys(values.ENCRYPTION_KEYS),
    twoFactorMaxAgeDays: values.TWO_FACTOR_MAX_AGE_DAYS,
    passwordMinLength: values.PASSWORD_MIN_LENGTH,
    passwordBreachCheck: readBreachCheck(values.PASSWORD_BREACH_CHECK),
    trustedProxies: readTrustedProxies(values.TRUSTED_PROXIES, fail),
    keepAliveSeconds: values.KEEP_ALIVE_SECONDS,
    hsts: readHsts(values.HSTS, fail),
    securityContacts: readSecurityContacts(values.SECURITY_CONTACT, fail),
    metricsToken: values.METRICS_TOKEN ?? null,
    forwardAuth: readForwardAuthConfig(values, appUrl, fail),
    mail: readMailConfig(values, fail),
    logSink: readLogSinkConfig(values, fail),
  };
}

function readEncryptionKeys(text: string): EncryptionKey[] {
  const keys = parseEncryptionKeys(text);
  if (!keys.ok) throw new ConfigError("ENCRYPTION_KEYS", keys.problem);
  return keys.value;
}
