import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "@/lib/platform/clock";
import { OperatorError } from "@/lib/platform/operator-error";
import { appDatabaseUrl, prepareAppDatabase } from "./app-database";
import { type Claim, claimDatabase, type Role } from "./claim";
import { type Cluster, clusterExists, initialiseCluster } from "./cluster";
import { placeCluster } from "./placement";
import { freePort, stopPostmaster } from "./postmaster";
import { findPostmaster, type PostmasterFile, runsOn } from "./postmaster-file";
import { superviseDatabase } from "./supervise";

export type EmbeddedDatabase = {
  url: string;
  /** Whether a running server started it and supervises it. */
  borrowed: boolean;
  /** Resolves, with the reason, when the database is gone and cannot be brought back. */
  lost: Promise<Error>;
  close(): Promise<void>;
};

export type EmbeddedOptions = { dataDir: string; password: string; role: Role; say: (line: string) => void };

const PATIENCE_MS = 30_000;
const POLL_MS = 50;
/** A database younger than this may have a server that is about to claim it. */
const CLAIM_GRACE_SECONDS = 3;

/**
 * The database in DATA_DIR: made when missing, recovered after a crash, started, and supervised until `close`.
 * A second server is refused; the command line borrows the database of a running one.
 */
export async function openEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const cluster = await placeCluster(options.dataDir, options.say);
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    const running = await findPostmaster(cluster.folder);
    const opened = running ? await meetRunning(cluster, running, options) : await startDatabase(cluster, options);
    if (opened) return opened;
    await delay(POLL_MS);
  }
  throw new OperatorError(`the database in ${cluster.folder} is held by another process and does not come free`);
}

async function startDatabase(cluster: Cluster, options: EmbeddedOptions): Promise<EmbeddedDatabase | null> {
  if (!(await clusterExists(cluster.folder))) {
    options.say("Creating the database …");
    await initialiseCluster(cluster, options.password);
  }
  const port = await freePort();
  const supervised = await superviseDatabase(cluster, port, options);
  if (!supervised) return null;
  await prepareAppDatabase(port, options.password);
  return { url: appDatabaseUrl(port, options.password), borrowed: false, ...supervised };
}

/** Deals with a database that runs already: borrow it, refuse, stop an orphan, or (null) look again. */
async function meetRunning(cluster: Cluster, running: PostmasterFile, options: EmbeddedOptions): Promise<EmbeddedDatabase | null> {
  if (!running.ready) return null;
  const claim = await claimDatabase(running.port, options.password, options.role);
  if (claim.status === "held") {
    await stopOrphan(claim, cluster, running, options.say);
    return null;
  }
  if (claim.status === "no-answer" || !claim.holder.alive) return null;
  if (options.role === "admin") return borrow(appDatabaseUrl(running.port, options.password));
  if (claim.holder.role === "admin") return null;
  throw new OperatorError(`DATA_DIR ${options.dataDir} is in use by another Latchkey server (process ${claim.holder.pid})`);
}

async function stopOrphan(claim: Claim & { status: "held" }, cluster: Cluster, running: PostmasterFile, say: (line: string) => void) {
  await claim.client.end();
  if (systemClock.now().getTime() / 1000 - running.startedAt < CLAIM_GRACE_SECONDS) return;
  say("Stopping a database left behind by a server that was killed …");
  await stopPostmaster(running.pid, async () => !(await runsOn(running.pid, cluster.folder)));
}

function borrow(url: string): EmbeddedDatabase {
  return { url, borrowed: true, lost: new Promise(() => {}), close: async () => {} };
}
