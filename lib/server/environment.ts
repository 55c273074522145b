import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type Config, ConfigError, readConfig, VARIABLES } from "@/lib/platform/config/config";
import { type Environment, isSet } from "@/lib/platform/config/environment-variable";
import { systemRandom } from "@/lib/platform/crypto/keyed-hash";
import { allowNewCluster, findCluster, prepareDataDir } from "@/lib/platform/db/embedded/locate-cluster";
import type { DatabasePasswords } from "@/lib/platform/db/embedded/postmaster-file";
import {
  createSecrets,
  generateSecrets,
  readSecrets,
  restrictSecrets,
  type Secrets,
  superuserPassword,
} from "@/lib/platform/db/embedded/secrets";
import { OperatorError } from "@/lib/platform/operator-error";

/**
 * Completes `process.env` for a server or a command: variables of the console that are not set in it are taken from
 * `.env.local` and `.env` in the checkout, and those that are still blank are removed. Returns the lines of warnings.
 * Throws OperatorError. Call before any code reads a variable, and while the process may still read root's files.
 */
export function loadEnvironment(folder = process.cwd()): string[] {
  const { values, warnings } = readEnvFiles(folder, VARIABLES);
  for (const name of VARIABLES) {
    if (isSet(process.env[name])) continue;
    if (isSet(values[name])) process.env[name] = values[name];
    else delete process.env[name];
  }
  return warnings;
}

/** Files of variables in the checkout; the first one that sets a variable wins, and a blank value sets none. */
const FILES = [".env.local", ".env"];

/** Files that Next.js reads elsewhere and this console does not. */
const NOT_READ = ["production", "development", "test"].flatMap((mode) => [`.env.${mode}.local`, `.env.${mode}`]);

const LARGEST_FILE_BYTES = 1_000_000;

/** Variables whose values are secrets, or addresses that may hold a password. */
const SECRET = /SECRET|PASSWORD|TOKEN|KEYS?$|^(DATABASE|SMTP)_URL$/;

/** `values` holds only variables in `known`; `warnings` are lines about everything ignored or unsafe. */
type EnvFiles = { values: Record<string, string>; warnings: string[] };

/**
 * Reads `.env.local` and `.env` in `folder`. Throws OperatorError for a file that cannot be read, and for a line that is no
 * `NAME=value` or that other programs read differently.
 */
export function readEnvFiles(folder: string, known: ReadonlySet<string>): EnvFiles {
  const values: Record<string, string> = {};
  const warnings: string[] = [];
  for (const name of FILES) {
    const file = readEnvFile(path.join(folder, name), name);
    if (!file) continue;
    const parsed = parseEnvFile(file.text, name);
    const unknown = Object.keys(parsed).filter((variable) => !known.has(variable));
    if (unknown.length > 0) warnings.push(`Warning: ${name} sets ${unknown.join(", ")}, which Latchkey does not read from it`);
    warnings.push(...modeWarning(name, file.mode, Object.keys(parsed)));
    for (const [variable, value] of Object.entries(parsed)) if (known.has(variable) && isSet(value)) values[variable] ??= value;
  }
  const ignored = NOT_READ.filter((name) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.isFile());
  if (ignored.length > 0) warnings.push(`Warning: ${ignored.join(", ")} is not read: only ${FILES.join(" and ")} are`);
  return { values, warnings };
}

/**
 * The file decides which database and secrets are used. Files that their group may write are accepted: where that is the
 * default, the group is the user's own, and the program's files have the same mode.
 */
function modeWarning(name: string, mode: number, variables: string[]): string[] {
  if (mode & 0o002)
    return [`Warning: other users of this machine can change ${name}, and with it what this console does: chmod 600 ${name}`];
  if (mode & 0o044 && variables.some((variable) => SECRET.test(variable)))
    return [`Warning: other users of this machine can read the secrets in ${name}: chmod 600 ${name}`];
  return [];
}

/** Null where there is no file of that name; a folder of that name may be a Python environment. */
function readEnvFile(place: string, name: string): { text: string; mode: number } | null {
  try {
    const found = statSync(place, { throwIfNoEntry: false });
    if (!found || found.isDirectory()) return null;
    if (!found.isFile() || found.size > LARGEST_FILE_BYTES) throw new OperatorError(`${name} is not a file of variables: remove it`);
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(place)), mode: found.mode };
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") throw new OperatorError(`${name} is not UTF-8 text: save it as UTF-8`);
    throw new OperatorError(`${name} cannot be read (${code ?? message}): let the user who starts the console read it, or remove it`);
  }
}

/** `NAME=value`, with `export` or without. */
const LINE = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$/s;

/**
 * The variables in the text of a file. A value is bare, to the end of the line or to ` #`, or in quotes. Nothing in it is
 * replaced: where other programs would (`$NAME`, `\n`), or would end the value early (`a#b`), single quotes are required.
 * Double quotes hold what single quotes cannot, as a shell, systemd and Docker Compose read them: with a `\` before each `"`, `$`, `\` and backtick.
 */
export function parseEnvFile(text: string, name: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, variable, written = ""] = LINE.exec(line) ?? [];
    if (variable === undefined) throw new OperatorError(`${name}, line ${index + 1}: is not NAME=value`);
    const value = readValue(written);
    if (value === null) throw new OperatorError(`${name}, line ${index + 1}: ${valueAdvice(variable, written)}`);
    values[variable] = value;
  }
  return values;
}

const SINGLE_QUOTED = /^\s*'((?:\t|[^'\p{Cc}])*)'\s*(?:\s#.*)?$/su;
const DOUBLE_QUOTED = /^\s*"((?:\t|[^"\\$`\p{Cc}]|\\["\\$`])*)"\s*(?:\s#.*)?$/su;
const BARE = /^((?:\t|[^'"`\\$#\p{Cc}])*)(?:(?<=\s)#.*)?$/su;

/** Null: the quotes are not closed, or programs read the value differently. */
function readValue(written: string): string | null {
  const [single, double, bare] = [SINGLE_QUOTED, DOUBLE_QUOTED, BARE].map((form) => form.exec(written)?.[1]);
  return single ?? double?.replace(/\\(.)/g, "$1") ?? bare?.trim() ?? null;
}

function valueAdvice(variable: string, written: string): string {
  if (/[^\P{Cc}\t]/u.test(written)) return `the value of ${variable} holds a control character: set it in the environment instead`;
  return `put the value of ${variable} on this line, in single quotes; if it holds one, in double quotes with \\ before " $ \\ and \``;
}

const PLACEHOLDER_URL = "postgresql://latchkey@127.0.0.1/latchkey";

export function usesEmbeddedDatabase(environment: Environment): boolean {
  return !isSet(environment.DATABASE_URL);
}

export function dataDirOf(environment: Environment): string {
  return path.resolve(isSet(environment.DATA_DIR) ? environment.DATA_DIR : ".data");
}

/** Placeholders that a shell or systemd replaces by a folder; quotes, `.env` files and other programs do not. */
const UNREPLACED = /^(~[^/]*|%[a-zA-Z])(?=\/|$)|\$(?:[A-Za-z_{(])/;

/** Refuses such names, which would create a folder in the checkout. Throws ConfigError. */
function assertDataDir({ DATA_DIR: dataDir }: Environment): void {
  if (!isSet(dataDir) || existsSync(dataDir)) return;
  const [unreplaced] = UNREPLACED.exec(dataDir) ?? [];
  if (unreplaced)
    throw new ConfigError("DATA_DIR", `is ${dataDir}, in which "${unreplaced}" was not replaced by a folder: write the whole path`);
  if (/\p{Cc}/u.test(dataDir))
    throw new ConfigError("DATA_DIR", "holds a line break or another control character: write the path without it");
}

/** Validates every variable before anything is created or started. Throws ConfigError. */
export function checkEnvironment(environment: Environment): Config {
  assertDataDir(environment);
  if (!usesEmbeddedDatabase(environment)) return readConfig(environment);
  return readConfig(withSecrets(environment, generateSecrets(systemRandom), PLACEHOLDER_URL));
}

/** Generated secrets fill unset variables; a variable always wins over the file. */
export function withSecrets(environment: Environment, secrets: Secrets, databaseUrl: string): Environment {
  return {
    ...environment,
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: isSet(environment.AUTH_SECRET) ? environment.AUTH_SECRET : secrets.authSecret,
    ENCRYPTION_KEYS: isSet(environment.ENCRYPTION_KEYS) ? environment.ENCRYPTION_KEYS : secrets.encryptionKeys,
  };
}

/** `home` is the real path of DATA_DIR. `isNew`: its first start is not complete. */
export type EmbeddedSecrets = Secrets & { home: string; isNew: boolean; passwords: DatabasePasswords };

/**
 * Reads the secrets of the embedded database, or creates them together with a new one. An existing database without its secrets
 * is an error and never gets new ones: stored 2FA secrets could not be decrypted any more.
 */
export async function embeddedSecrets(dataDir: string, say: (line: string) => void): Promise<EmbeddedSecrets> {
  const home = await prepareDataDir(dataDir);
  for (const file of await restrictSecrets(home)) say(`Warning: other users could read ${file}; it has mode 0600 again`);
  const { isNew } = await allowNewCluster(home);
  const secrets = await readOrCreate(home);
  const superuser = await superuserPassword(home, systemRandom);
  return { ...secrets, home, isNew, passwords: { console: secrets.databasePassword, superuser } };
}

async function readOrCreate(home: string): Promise<Secrets> {
  const known = await readSecrets(home);
  if (known) return known;
  const cluster = await findCluster(home);
  if (!cluster) return createSecrets(home, systemRandom);
  throw new OperatorError(
    `${path.join(home, "secrets.json")} is missing, but the database in ${cluster} needs it: restore it from a backup`,
  );
}
