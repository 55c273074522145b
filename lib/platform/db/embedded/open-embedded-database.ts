import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "@/lib/platform/clock";
import { OperatorError } from "@/lib/platform/operator-error";
import { appDatabaseUrl, type Cluster, clusterExists, initializeCluster, prepareAppDatabase } from "./cluster";
import type { UnixUser } from "./cluster-owner";
import { type ClusterLocation, locateCluster, prepareCluster } from "./locate-cluster";
import { stopPostmaster } from "./postmaster";
import { type DatabasePasswords, findPostmaster, type PostmasterFile, runsOn, type ServerAddress, SOCKET_PORT } from "./postmaster-file";
import { prepareSocketFolder } from "./socket-folder";
import { type LockOutcome, type SupervisorRole, superviseDatabase, takeSupervisorLock } from "./supervisor";

export type EmbeddedDatabase = {
  /** For the console's own role. */
  url: string;
  server: ServerAddress;
  /** The user who runs it and must be able to reach it; null: the user of this process. */
  user: UnixUser | null;
  /** Whether a running server started it and supervises it. */
  sharedWithServer: boolean;
  /** Resolves, with the reason, when the database has ended and cannot be restarted. */
  lost: Promise<Error>;
  close(): Promise<void>;
};

export type EmbeddedOptions = {
  dataDir: string;
  /** False: a missing database is lost, and not created again. A missing role is always created. */
  isNew?: boolean;
  passwords: DatabasePasswords;
  role: SupervisorRole;
  say: (line: string) => void;
  /** Aborted when shutdown begins: a database that ends afterwards is not restarted. */
  stopping?: AbortSignal;
};

const OPEN_TIMEOUT_MS = 30_000;
const POLL_MS = 50;
/** How long to wait for another command to end, and when to say so. */
const COMMAND_TIMEOUT_MS = 600_000;
const COMMAND_POLL_MS = 250;
const SAY_AFTER_MS = 5_000;
/** A database younger than this may have a supervisor that is about to take its lock, for example one of many concurrent commands. */
const LOCK_GRACE_SECONDS: Record<SupervisorRole, number> = { server: 3, admin: 10 };

/** The database runs for another command, which stops it when it ends. */
type InUse = { commandPid: number };

/**
 * Opens the database in DATA_DIR: creates it if missing, recovers it after a crash, starts and supervises it until `close`.
 * A second server is refused; the command line shares the database of a running one. Commands without a server run in turn.
 */
export async function openEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  let place = await locateCluster(options.dataDir);
  const prepare = async () => {
    const cluster = await prepareCluster(place, options.say);
    place = { ...place, folder: cluster.folder };
    return cluster;
  };
  const waitForCommand = createCommandWait(options);
  for (let waited = 0; waited < OPEN_TIMEOUT_MS; waited += POLL_MS) {
    const running = await findPostmaster(place.folder);
    const opened = running ? await attachOrStopRunning(place, running, options) : await startDatabase(await prepare(), options);
    if (opened && "commandPid" in opened) {
      await waitForCommand(opened);
      waited = 0;
    } else if (opened) return opened;
    else await delay(POLL_MS, undefined, { signal: options.stopping });
  }
  throw new OperatorError(`The database in ${place.folder} is in use by another process, which does not release it`);
}

/** Polls a database that another command uses, up to a timeout. */
function createCommandWait({ say, stopping }: EmbeddedOptions): (inUse: InUse) => Promise<void> {
  const since = performance.now();
  let reported = false;
  return async ({ commandPid }) => {
    const waited = performance.now() - since;
    if (waited > COMMAND_TIMEOUT_MS) throw new OperatorError(`The command in process ${commandPid} uses the database and does not end`);
    if (waited > SAY_AFTER_MS && !reported) say(`Waiting for the command in process ${commandPid}, which uses the database …`);
    reported ||= waited > SAY_AFTER_MS;
    await delay(COMMAND_POLL_MS, undefined, { signal: stopping });
  };
}

async function startDatabase(cluster: Cluster, options: EmbeddedOptions): Promise<EmbeddedDatabase | null> {
  const { passwords, say } = options;
  if (!(await clusterExists(cluster.folder))) {
    say("Creating the database …");
    await initializeCluster(cluster, passwords.superuser, options.stopping);
  }
  const socket = await prepareSocketFolder(cluster);
  const server = { host: socket.folder, port: SOCKET_PORT };
  const supervised = await superviseDatabase(cluster, server, options).catch(async (error) => {
    await socket.discard();
    throw error;
  });
  if (!supervised) {
    await socket.discard();
    return null;
  }
  const close = async () => {
    await supervised.close();
    await socket.remove();
  };
  await prepareAppDatabase(server, passwords, options.isNew ?? true).catch(async (error) => {
    await close();
    throw error;
  });
  return {
    url: appDatabaseUrl(server, passwords.console),
    server,
    user: cluster.user,
    sharedWithServer: false,
    lost: supervised.lost,
    close,
  };
}

/** Handles a running database: share it, refuse, stop an orphan, wait for a command, or (null) check again. */
async function attachOrStopRunning(
  cluster: ClusterLocation,
  running: PostmasterFile,
  options: EmbeddedOptions,
): Promise<EmbeddedDatabase | InUse | null> {
  if (!running.ready) return null;
  const claim = await takeSupervisorLock(running, options.passwords, options.role);
  if (claim.status === "held") {
    await stopOrphan(claim, cluster, running, options);
    return null;
  }
  if (claim.status === "no-answer" || !claim.holder.alive) return null;
  if (claim.holder.role === "admin") return { commandPid: claim.holder.pid };
  if (options.role === "admin") return attach(cluster, running, options.passwords.console);
  throw new OperatorError(`DATA_DIR ${options.dataDir} is in use by another Latchkey server (process ${claim.holder.pid})`);
}

async function stopOrphan(
  claim: LockOutcome & { status: "held" },
  cluster: ClusterLocation,
  running: PostmasterFile,
  { say, role }: EmbeddedOptions,
) {
  await claim.client.end();
  if (systemClock.now().getTime() / 1000 - running.startedAt < LOCK_GRACE_SECONDS[role]) return;
  say("Stopping a database left behind by a server that was killed …");
  await stopPostmaster(running.pid, async () => !(await runsOn(running.pid, cluster.folder)));
}

function attach({ user }: ClusterLocation, { host, port }: ServerAddress, password: string): EmbeddedDatabase {
  const server = { host, port };
  return {
    url: appDatabaseUrl(server, password),
    server,
    user,
    sharedWithServer: true,
    lost: new Promise(() => {}),
    close: async () => {},
  };
}
