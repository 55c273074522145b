import { availableParallelism } from "node:os";
import path from "node:path";
import { systemClock } from "@/lib/platform/clock";
import { type Config, ConfigError, readConfig } from "@/lib/platform/config/config";
import type { Environment } from "@/lib/platform/config/environment-variable";
import { checkDatabaseUrl, serverOf } from "@/lib/platform/db/check-connection";
import { loginOf, parseDatabaseUrlOrThrow } from "@/lib/platform/db/database-client";
import { tlsFiles } from "@/lib/platform/db/database-tls";
import { detectConnectionSettings } from "@/lib/platform/db/detect-connection-settings";
import type { UnixUser } from "@/lib/platform/db/embedded/cluster-owner";
import { markClusterCreated } from "@/lib/platform/db/embedded/locate-cluster";
import { openEmbeddedDatabase } from "@/lib/platform/db/embedded/open-embedded-database";
import type { SupervisorRole } from "@/lib/platform/db/embedded/supervisor";
import { createDeps, type DepsOptions, type OpenDeps } from "@/lib/platform/deps";
import { INTERACTIVE_LIMITS } from "@/lib/platform/mail/smtp";
import { CHECK_CONNECTIONS } from "@/lib/policy";
import { dataDirOf, embeddedSecrets, usesEmbeddedDatabase, withSecrets } from "./environment";
import { postgresProblem, postgresWarning } from "./supported-versions";

export type OpenDatabase = OpenDeps & {
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

type Options = { role: SupervisorRole; environment: Environment; say: (line: string) => void; stopping?: AbortSignal };

/** Opens the database that `environment` names, and returns it with the dependencies of use cases, whose `config` is complete. */
export async function openDatabase(options: Options): Promise<OpenDatabase> {
  const { role, stopping } = options;
  const opening = usesEmbeddedDatabase(options.environment) ? openEmbedded(options) : openExternal(options);
  const { close, environment, ...opened } = await opening;
  const config = readConfig(environment);
  const { deps, connection } = createDeps(config, role === "server" ? optionsOfServer(config) : optionsOfCommand(config));
  const closeAll = async () => {
    const disconnected = connection.disconnect();
    // A signal ends a command at once: the database rolls the current statement back. A server has waited before (see main.ts).
    if (stopping?.aborted) disconnected.catch(() => {});
    else await disconnected;
    await close();
  };
  return { deps, connection, ...opened, close: closeAll };
}

function optionsOfServer({ databasePoolSize }: Config): DepsOptions {
  const reserved = Math.min(CHECK_CONNECTIONS, databasePoolSize);
  return { name: "latchkey-server", connections: databasePoolSize, reserved, hashesAtOnce: availableParallelism() };
}

function optionsOfCommand({ databasePoolSize }: Config): DepsOptions {
  return { name: "latchkey-admin", connections: Math.min(3, databasePoolSize), mailLimits: INTERACTIVE_LIMITS };
}

async function openEmbedded({ role, environment, say, stopping }: Options) {
  const dataDir = dataDirOf(environment);
  const secrets = await embeddedSecrets(dataDir, say);
  const opened = await openEmbeddedDatabase({ role, say, stopping, ...secrets, dataDir });
  const { url, server, user, sharedWithServer, lost, close } = opened;
  await markClusterCreated(secrets.home);
  return {
    environment: withSecrets(environment, secrets, url),
    description: `the embedded database in ${dataDir}`,
    user,
    files: [server.host].filter(path.isAbsolute),
    knowsUser: false,
    sharedWithServer,
    lost,
    close,
  };
}

async function openExternal({ role, environment, say, stopping }: Options) {
  const url = environment.DATABASE_URL ?? "";
  const version = await checkDatabaseUrl(url, stopping);
  const problem = postgresProblem(version);
  if (problem) throw new ConfigError("DATABASE_URL", problem);
  const warning = role === "server" && postgresWarning(version, systemClock.now());
  if (warning) say(warning);
  const databaseUrl = await detectConnectionSettings(url, role === "server" ? say : () => {}, stopping);
  const address = parseDatabaseUrlOrThrow(url);
  const described = {
    description: `the database ${serverOf(address)}/${loginOf(address).database}`,
    user: null,
    files: tlsFiles(address.parameters),
    knowsUser: address.servers.some(({ host }) => path.isAbsolute(host)),
  };
  const completed = { ...environment, DATABASE_URL: databaseUrl };
  return { ...described, environment: completed, sharedWithServer: true, lost: new Promise<Error>(() => {}), close: async () => {} };
}
