import path from "node:path";
import pLimit from "p-limit";
import { systemClock } from "@/lib/platform/clock";
import { ConfigError, readConfig } from "@/lib/platform/config/config";
import { createKeyedHash, systemRandom } from "@/lib/platform/crypto/keyed-hash";
import { checkDatabaseUrl, serverOf } from "@/lib/platform/db/check-connection";
import { connect } from "@/lib/platform/db/connect";
import { loginOf, parseDatabaseUrlOrThrow } from "@/lib/platform/db/database-client";
import { tlsFiles } from "@/lib/platform/db/database-tls";
import { detectConnectionSettings } from "@/lib/platform/db/detect-connection-settings";
import type { UnixUser } from "@/lib/platform/db/embedded/cluster-owner";
import { markClusterCreated } from "@/lib/platform/db/embedded/locate-cluster";
import { type EmbeddedOptions, openEmbeddedDatabase } from "@/lib/platform/db/embedded/open-embedded-database";
import type { SupervisorRole } from "@/lib/platform/db/embedded/supervisor";
import { createMailTransport, type Deps } from "@/lib/platform/deps";
import { createLogSink } from "@/lib/platform/log-sink";
import { INTERACTIVE_LIMITS } from "@/lib/platform/mail/smtp";
import { dataDirOf, embeddedSecrets, usesEmbeddedDatabase, withSecrets } from "./environment";
import { postgresProblem, postgresWarning } from "./supported-versions";

export type OpenDatabase = {
  deps: Deps;
  /** Names the database in messages, without its password. */
  description: string;
  /** Not owned by this process: an external server, or the embedded one of a running console. */
  sharedWithServer: boolean;
  /** The user who must be able to reach the database when this process is no longer root; null: any. */
  user: UnixUser | null;
  /** Files that this user must be able to read to connect. */
  files: string[];
  /** Whether the server may ask the kernel who connects, so that another user would be another login. */
  knowsUser: boolean;
  lost: Promise<Error>;
  close(): Promise<void>;
};

/**
 * Opens the database that the environment names. Returns it with the dependencies of use cases. Completes `process.env`, from
 * which the console itself reads its configuration.
 */
export async function openDatabase(role: SupervisorRole, say: (line: string) => void, stopping?: AbortSignal): Promise<OpenDatabase> {
  const { close, ...opened } = usesEmbeddedDatabase(process.env)
    ? await openEmbedded({ role, say, stopping })
    : await openExternal(role, say, stopping);
  const config = readConfig();
  const { db, direct, disconnect } = connect(config.databaseUrl, `latchkey-${role}`, Math.min(3, config.databasePoolSize));
  const deps = {
    db,
    direct,
    clock: systemClock,
    random: systemRandom,
    keyedHash: createKeyedHash(config.authSecret),
    hashing: pLimit(1),
    mailTransport: createMailTransport(config.mail, INTERACTIVE_LIMITS),
    logSink: createLogSink(config.logSink, config.appName),
    config,
  };
  const closeAll = async () => {
    const disconnected = disconnect();
    // A signal ends a command at once, without waiting: the database rolls the current statement back.
    if (role === "admin" && stopping?.aborted) disconnected.catch(() => {});
    else await disconnected;
    await close();
  };
  return { deps, ...opened, close: closeAll };
}

async function openEmbedded(options: Pick<EmbeddedOptions, "role" | "say" | "stopping">) {
  const dataDir = dataDirOf(process.env);
  const secrets = await embeddedSecrets(dataDir, options.say);
  const { url, server, user, sharedWithServer, lost, close } = await openEmbeddedDatabase({ ...options, ...secrets, dataDir });
  await markClusterCreated(secrets.home);
  Object.assign(process.env, withSecrets(process.env, secrets, url));
  return {
    description: `the embedded database in ${dataDir}`,
    user,
    files: [server.host].filter(path.isAbsolute),
    knowsUser: false,
    sharedWithServer,
    lost,
    close,
  };
}

async function openExternal(role: SupervisorRole, say: (line: string) => void, stopping?: AbortSignal) {
  const url = process.env.DATABASE_URL ?? "";
  const version = await checkDatabaseUrl(url, stopping);
  const problem = postgresProblem(version);
  if (problem) throw new ConfigError("DATABASE_URL", problem);
  const warning = role === "server" && postgresWarning(version, systemClock.now());
  if (warning) say(warning);
  process.env.DATABASE_URL = await detectConnectionSettings(url, role === "server" ? say : () => {}, stopping);
  const address = parseDatabaseUrlOrThrow(url);
  const described = {
    description: `the database ${serverOf(address)}/${loginOf(address).database}`,
    user: null,
    files: tlsFiles(address.parameters),
    knowsUser: address.servers.some(({ host }) => path.isAbsolute(host)),
  };
  return { ...described, sharedWithServer: true, lost: new Promise<Error>(() => {}), close: async () => {} };
}
