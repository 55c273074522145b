import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "@/lib/platform/clock";
import { OperatorError } from "@/lib/platform/operator-error";
import { appDatabaseUrl, prepareAppDatabase } from "./app-database";
import { type Claim, claimDatabase, type Role } from "./claim";
import { type Cluster, clusterExists, initialiseCluster } from "./cluster";
import { locateCluster, type Place, prepareCluster } from "./placement";
import { stopPostmaster } from "./postmaster";
import { findPostmaster, type PostmasterFile, runsOn } from "./postmaster-file";
import { type DatabasePasswords, type ServerAddress, SOCKET_PORT } from "./server-address";
import { prepareSocketFolder } from "./socket-folder";
import { superviseDatabase } from "./supervise";
import type { UnixUser } from "./unix-user";

export type EmbeddedDatabase = {
  /** For the console's own role. */
  url: string;
  server: ServerAddress;
  /** Who runs it, and must be able to reach it; null: the user of this process. */
  user: UnixUser | null;
  /** Whether a running server started it and supervises it. */
  borrowed: boolean;
  /** Resolves, with the reason, when the database is gone and cannot be brought back. */
  lost: Promise<Error>;
  close(): Promise<void>;
};

export type EmbeddedOptions = {
  dataDir: string;
  /** False: a role or database that is missing is lost, and not to be made. */
  isNew?: boolean;
  passwords: DatabasePasswords;
  role: Role;
  say: (line: string) => void;
  /** Aborted as soon as this process begins to stop: a database that ends from then on is not started again. */
  stopping?: AbortSignal;
};

const PATIENCE_MS = 30_000;
const POLL_MS = 50;
/** A database younger than this may have a server that is about to claim it. */
const CLAIM_GRACE_SECONDS = 3;

/**
 * The database in DATA_DIR: made when missing, recovered after a crash, started, and supervised until `close`.
 * A second server is refused; the command line borrows the database of a running one.
 */
export async function openEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  let place = await locateCluster(options.dataDir);
  const prepare = async () => {
    const cluster = await prepareCluster(place, options.say);
    place = { ...place, folder: cluster.folder };
    return cluster;
  };
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    const running = await findPostmaster(place.folder);
    const opened = running ? await meetRunning(place, running, options) : await startDatabase(await prepare(), options);
    if (opened) return opened;
    await delay(POLL_MS);
  }
  throw new OperatorError(`the database in ${place.folder} is held by another process and does not come free`);
}

async function startDatabase(cluster: Cluster, options: EmbeddedOptions): Promise<EmbeddedDatabase | null> {
  const { passwords, say } = options;
  if (!(await clusterExists(cluster.folder))) {
    say("Creating the database …");
    await initialiseCluster(cluster, passwords.superuser);
  }
  const socket = await prepareSocketFolder(cluster);
  const server = { host: socket.folder, port: SOCKET_PORT };
  const supervised = await superviseDatabase(cluster, server, options);
  if (!supervised) {
    await socket.discard();
    return null;
  }
  await prepareAppDatabase(server, passwords, options.isNew ?? true).catch(async (error) => {
    await supervised.close();
    throw error;
  });
  const close = async () => {
    await supervised.close();
    await socket.remove();
  };
  return { url: appDatabaseUrl(server, passwords.console), server, user: cluster.user, borrowed: false, lost: supervised.lost, close };
}

/** Deals with a database that runs already: borrow it, refuse, stop an orphan, or (null) look again. */
async function meetRunning(cluster: Place, running: PostmasterFile, options: EmbeddedOptions): Promise<EmbeddedDatabase | null> {
  if (!running.ready) return null;
  const claim = await claimDatabase(running, options.passwords, options.role);
  if (claim.status === "held") {
    await stopOrphan(claim, cluster, running, options.say);
    return null;
  }
  if (claim.status === "no-answer" || !claim.holder.alive) return null;
  if (options.role === "admin") return borrow(cluster, running, options.passwords.console);
  if (claim.holder.role === "admin") return null;
  throw new OperatorError(`DATA_DIR ${options.dataDir} is in use by another Latchkey server (process ${claim.holder.pid})`);
}

async function stopOrphan(claim: Claim & { status: "held" }, cluster: Place, running: PostmasterFile, say: (line: string) => void) {
  await claim.client.end();
  if (systemClock.now().getTime() / 1000 - running.startedAt < CLAIM_GRACE_SECONDS) return;
  say("Stopping a database left behind by a server that was killed …");
  await stopPostmaster(running.pid, async () => !(await runsOn(running.pid, cluster.folder)));
}

function borrow({ user }: Place, { host, port }: ServerAddress, password: string): EmbeddedDatabase {
  const server = { host, port };
  return { url: appDatabaseUrl(server, password), server, user, borrowed: true, lost: new Promise(() => {}), close: async () => {} };
}
