import { statfs } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { OperatorError } from "@/lib/platform/operator-error";
import { claimDatabase, type Role } from "./claim";
import type { Cluster } from "./cluster";
import { type Postmaster, startPostmaster, stopPostmaster } from "./postmaster";

type Options = { password: string; role: Role; say: (line: string) => void };
type Supervised = { lost: Promise<Error>; close(): Promise<void> };

const CLAIM_PATIENCE_MS = 10_000;
const POLL_MS = 50;
const BORROWER_PATIENCE_MS = 60_000;
const FULL_DISK_POLL_MS = 1_000;
/** Less than this is no room for one segment of PostgreSQL's log (16 MiB), without which it does not start. */
const ROOM_BYTES = 32 * 1024 * 1024;
const HELD = "the embedded database is held by another process";

/** Starts the database, holds its lock, and starts it again on the same port when it dies; null when somebody else was faster. */
export async function superviseDatabase(cluster: Cluster, port: number, options: Options): Promise<Supervised | null> {
  const closing = new AbortController();
  const first = await startPostmaster(cluster, port);
  if (!first) return null;
  let postmaster = first;
  let claim = await hold(port, options, closing.signal);
  const watch = async (): Promise<void> => {
    for (;;) {
      const end = await postmaster.ended;
      if (closing.signal.aborted) return;
      options.say(`The database ended (${end}); starting it again …`);
      await claim.end().catch(() => {});
      postmaster = await restartWhenThereIsRoom(cluster, port, options, closing.signal);
      // Too late for `close`, which has stopped the one before.
      if (closing.signal.aborted) return stop(postmaster);
      claim = await hold(port, options, closing.signal);
    }
  };
  const watching = watch();
  const lost = new Promise<Error>((resolve) => {
    watching.catch((error: Error) => closing.signal.aborted || resolve(error));
  });
  const close = async () => {
    closing.abort();
    await claim.end().catch(() => {});
    await stop(postmaster);
    await watching.catch(() => {});
  };
  return { lost, close };
}

/** On a full disk the database ends and does not start; that passes, so the console waits for it. */
async function restartWhenThereIsRoom(cluster: Cluster, port: number, { say }: Options, closing: AbortSignal): Promise<Postmaster> {
  for (let told = false; ; told = true) {
    try {
      return await restart(cluster, port, closing);
    } catch (error) {
      if (closing.aborted || (await hasRoom(cluster.folder))) throw error;
      if (!told) say(`The disk that holds DATA_DIR is full: make room for the database in ${cluster.folder}, and it starts again`);
      await delay(FULL_DISK_POLL_MS, undefined, { signal: closing });
    }
  }
}

/** Where a command line came first, it has the database for as long as one command takes; the console answers with 503 meanwhile. */
async function restart(cluster: Cluster, port: number, closing: AbortSignal): Promise<Postmaster> {
  const deadline = performance.now() + BORROWER_PATIENCE_MS;
  while (performance.now() < deadline) {
    const started = await startPostmaster(cluster, port);
    if (started) return started;
    await delay(POLL_MS, undefined, { signal: closing });
  }
  throw new OperatorError(HELD);
}

async function hasRoom(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize >= ROOM_BYTES;
}

async function hold(port: number, { password, role }: Options, closing: AbortSignal): Promise<pg.Client> {
  for (let waited = 0; waited < CLAIM_PATIENCE_MS; waited += POLL_MS) {
    const claim = await claimDatabase(port, password, role);
    if (claim.status === "held") return claim.client;
    await delay(POLL_MS, undefined, { signal: closing });
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
