import { statfs } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { OperatorError } from "@/lib/platform/operator-error";
import { claimDatabase, type Role } from "./claim";
import type { Cluster } from "./cluster";
import { type Postmaster, startPostmaster, stopPostmaster } from "./postmaster";
import type { DatabasePasswords, ServerAddress } from "./server-address";

type Options = { passwords: DatabasePasswords; role: Role; say: (line: string) => void; stopping?: AbortSignal };
type Supervised = { lost: Promise<Error>; close(): Promise<void> };

const CLAIM_PATIENCE_MS = 10_000;
const POLL_MS = 50;
const BORROWER_PATIENCE_MS = 60_000;
const FULL_DISK_POLL_MS = 1_000;
/** Less than this is no room for one segment of PostgreSQL's log (16 MiB), without which it does not start. */
const ROOM_BYTES = 32 * 1024 * 1024;
/** The exit code of PostgreSQL after SIGTERM or SIGINT. */
const ORDERLY_END = "0";
const SIGNAL_GRACE_MS = 500;
const HELD = "the embedded database is held by another process";

/** Starts the database, holds its lock, and starts it again on the same socket when it dies; null when another process was faster. */
export async function superviseDatabase(cluster: Cluster, server: ServerAddress, options: Options): Promise<Supervised | null> {
  const closing = new AbortController();
  const ending = options.stopping ? AbortSignal.any([closing.signal, options.stopping]) : closing.signal;
  const first = await startPostmaster(cluster, server);
  if (!first) return null;
  let postmaster = first;
  let claim = await hold(server, options, ending).catch(async (error: Error) => {
    await stop(first);
    throw error;
  });
  const watch = async (): Promise<void> => {
    for (;;) {
      const end = await postmaster.ended;
      if (ending.aborted || (await wasToldToStop(end, ending))) return;
      options.say(`The database ended (${end}); starting it again …`);
      await claim.end().catch(() => {});
      postmaster = await restartWhenThereIsRoom(cluster, server, options, ending);
      // Too late for `close`, which has stopped the one before.
      if (ending.aborted) return stop(postmaster);
      claim = await hold(server, options, ending);
    }
  };
  const watching = watch();
  const lost = new Promise<Error>((resolve) => {
    watching.catch((error: Error) => ending.aborted || resolve(error));
  });
  const close = async () => {
    closing.abort();
    await claim.end().catch(() => {});
    await stop(postmaster);
    await watching.catch(() => {});
  };
  return { lost, close };
}

/**
 * An orderly end was asked for by a signal. A service manager sends it to every process of the service (systemd's
 * `KillMode=control-group`, `docker stop` with a shared namespace), and the one to this process may be a moment behind.
 */
async function wasToldToStop(end: string, ending: AbortSignal): Promise<boolean> {
  if (end === ORDERLY_END) await delay(SIGNAL_GRACE_MS, undefined, { signal: ending }).catch(() => {});
  return ending.aborted;
}

/** On a full disk the database ends and does not start; that passes, so the console waits for it. */
async function restartWhenThereIsRoom(cluster: Cluster, server: ServerAddress, { say }: Options, ending: AbortSignal): Promise<Postmaster> {
  for (let told = false; ; told = true) {
    try {
      return await restart(cluster, server, ending);
    } catch (error) {
      if (ending.aborted || (await hasRoom(cluster.folder))) throw error;
      if (!told) say(`The disk that holds DATA_DIR is full: make room for the database in ${cluster.folder}, and it starts again`);
      await delay(FULL_DISK_POLL_MS, undefined, { signal: ending });
    }
  }
}

/** Where a command line came first, it has the database for as long as one command takes; the console answers with 503 meanwhile. */
async function restart(cluster: Cluster, server: ServerAddress, ending: AbortSignal): Promise<Postmaster> {
  const deadline = performance.now() + BORROWER_PATIENCE_MS;
  while (performance.now() < deadline) {
    const started = await startPostmaster(cluster, server);
    if (started) return started;
    await delay(POLL_MS, undefined, { signal: ending });
  }
  throw new OperatorError(HELD);
}

async function hasRoom(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize >= ROOM_BYTES;
}

async function hold(server: ServerAddress, { passwords, role }: Options, ending: AbortSignal): Promise<pg.Client> {
  for (let waited = 0; waited < CLAIM_PATIENCE_MS; waited += POLL_MS) {
    const claim = await claimDatabase(server, passwords, role);
    if (claim.status === "held") return claim.client;
    await delay(POLL_MS, undefined, { signal: ending });
  }
  throw new OperatorError(HELD);
}

async function stop(postmaster: Postmaster): Promise<void> {
  let over = false;
  void postmaster.ended.then(() => {
    over = true;
  });
  await Promise.resolve();
  await stopPostmaster(postmaster.pid, () => over);
}
