import { systemClock } from "@/lib/platform/clock";
import { readConfig } from "@/lib/platform/config/config";
import { createKeyedHash } from "@/lib/platform/crypto/keyed-hash";
import { checkDatabaseUrl } from "@/lib/platform/db/check-database-url";
import { connect } from "@/lib/platform/db/connect";
import type { Role } from "@/lib/platform/db/embedded/claim";
import { openEmbeddedDatabase } from "@/lib/platform/db/embedded/open-embedded-database";
import type { Deps } from "@/lib/platform/deps";
import { createHashQueue } from "@/lib/platform/hash-queue";
import { createLogSink } from "@/lib/platform/log-sink/log-sink";
import { createMailTransport } from "@/lib/platform/mail/create-transport";
import { systemRandom } from "@/lib/platform/random";
import { dataDirOf, embeddedSecrets, usesEmbeddedDatabase, withSecrets } from "./environment";

export type OpenDatabase = {
  deps: Deps;
  /** For messages: which database this is, without its password. */
  description: string;
  /** Somebody else's: an external server, or the embedded one of a running console. */
  borrowed: boolean;
  lost: Promise<Error>;
  close(): Promise<void>;
};

/**
 * The database that the environment names, answering, and everything a use case needs. Completes `process.env`, from
 * which the console itself reads its configuration.
 */
export async function openDatabase(role: Role, say: (line: string) => void): Promise<OpenDatabase> {
  const { close, ...opened } = usesEmbeddedDatabase(process.env) ? await openEmbedded(role, say) : await openExternal();
  const config = readConfig();
  const { db, direct, disconnect } = connect(config.databaseUrl, `latchkey-${role}`, 3);
  const deps = {
    db,
    direct,
    clock: systemClock,
    random: systemRandom,
    keyedHash: createKeyedHash(config.authSecret),
    hashing: createHashQueue(1),
    mailTransport: createMailTransport(config.mail),
    logSink: createLogSink(config.logSink, config.appName),
    config,
  };
  const closeAll = async () => {
    await disconnect();
    await close();
  };
  return { deps, ...opened, close: closeAll };
}

async function openEmbedded(role: Role, say: (line: string) => void) {
  const dataDir = dataDirOf(process.env);
  const secrets = await embeddedSecrets(dataDir);
  const { url, borrowed, lost, close } = await openEmbeddedDatabase({ dataDir, password: secrets.databasePassword, role, say });
  Object.assign(process.env, withSecrets(process.env, secrets, url));
  return { description: `the embedded database in ${dataDir}`, borrowed, lost, close };
}

async function openExternal() {
  const url = process.env.DATABASE_URL ?? "";
  await checkDatabaseUrl(url);
  const { host, pathname } = new URL(url);
  return { description: `the database ${host}${pathname}`, borrowed: true, lost: new Promise<Error>(() => {}), close: async () => {} };
}
