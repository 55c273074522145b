import { existsSync } from "node:fs";
import path from "node:path";
import { type Config, ConfigError, readConfig } from "@/lib/platform/config/config";
import { type Environment, isSet } from "@/lib/platform/config/environment-variable";
import { closeSecrets, createSecrets, generateSecrets, readSecrets, type Secrets, superuserPassword } from "@/lib/platform/config/secrets";
import { allowNewCluster } from "@/lib/platform/db/embedded/lost-cluster";
import { findCluster, prepareDataDir } from "@/lib/platform/db/embedded/placement";
import type { DatabasePasswords } from "@/lib/platform/db/embedded/server-address";
import { OperatorError } from "@/lib/platform/operator-error";
import { systemRandom } from "@/lib/platform/random";

const PLACEHOLDER_URL = "postgresql://latchkey@127.0.0.1/latchkey";

export function usesEmbeddedDatabase(environment: Environment): boolean {
  return !isSet(environment.DATABASE_URL);
}

export function dataDirOf(environment: Environment): string {
  return path.resolve(isSet(environment.DATA_DIR) ? environment.DATA_DIR : ".data");
}

/** What a shell or systemd replaces by a folder, and quotes, a file of variables or another program leave as it is. */
const UNREPLACED = /^(~[^/]*|%[a-zA-Z])(?=\/|$)|\$(?:[A-Za-z_{(])/;

/** A folder of such a name would be made in the checkout. Throws ConfigError. */
function checkDataDir({ DATA_DIR: dataDir }: Environment): void {
  if (!isSet(dataDir) || existsSync(dataDir)) return;
  const [unreplaced] = UNREPLACED.exec(dataDir) ?? [];
  if (unreplaced)
    throw new ConfigError("DATA_DIR", `is ${dataDir}, in which "${unreplaced}" was not replaced by a folder: write the whole path`);
  if (/\p{Cc}/u.test(dataDir))
    throw new ConfigError("DATA_DIR", "holds a line break or another control character: write the path without it");
}

/** Validates every variable before anything is made, started or asked. Throws ConfigError. */
export function checkEnvironment(environment: Environment): Config {
  checkDataDir(environment);
  if (!usesEmbeddedDatabase(environment)) return readConfig(environment);
  return readConfig(withSecrets(environment, generateSecrets(systemRandom), PLACEHOLDER_URL));
}

/** What was generated fills what is not set; a variable always wins over the file. */
export function withSecrets(environment: Environment, secrets: Secrets, databaseUrl: string): Environment {
  return {
    ...environment,
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: isSet(environment.AUTH_SECRET) ? environment.AUTH_SECRET : secrets.authSecret,
    ENCRYPTION_KEYS: isSet(environment.ENCRYPTION_KEYS) ? environment.ENCRYPTION_KEYS : secrets.encryptionKeys,
  };
}

/** `home` is the real path of DATA_DIR. `isNew`: its first start has not come to its end yet. */
export type EmbeddedSecrets = Secrets & { home: string; isNew: boolean; passwords: DatabasePasswords };

/**
 * The secrets of the embedded database: read, or made together with a new one. With a database but without its secrets
 * nobody's 2FA could be checked any more: that is an error to mend, never a reason to make new ones.
 */
export async function embeddedSecrets(dataDir: string, say: (line: string) => void): Promise<EmbeddedSecrets> {
  const home = await prepareDataDir(dataDir);
  for (const file of await closeSecrets(home)) say(`Warning: other users could read ${file}; it has mode 0600 again`);
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
