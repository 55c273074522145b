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
const HELD = "the embedded database is held by another process";

/** Starts the database, holds its lock, and starts it again on the same port when it dies; null when somebody else was faster. */
export async function superviseDatabase(cluster: Cluster, port: number, options: Options): Promise<Supervised | null> {
  let closing = false;
  const first = await startPostmaster(cluster, port);
  if (!first) return null;
  let postmaster = first;
  let claim = await hold(port, options);
  const watch = async (): Promise<Error> => {
    for (;;) {
      const end = await postmaster.ended;
      if (closing) return new Promise(() => {});
      options.say(`The database ended (${end}); starting it again …`);
      await claim.end().catch(() => {});
      const next = await startPostmaster(cluster, port);
      if (!next) throw new OperatorError(HELD);
      postmaster = next;
      claim = await hold(port, options);
    }
  };
  const lost = watch().catch((error: Error) => error);
  const close = async () => {
    closing = true;
    await claim.end().catch(() => {});
    await stop(postmaster);
  };
  return { lost, close };
}

async function hold(port: number, { password, role }: Options): Promise<pg.Client> {
  for (let waited = 0; waited < CLAIM_PATIENCE_MS; waited += POLL_MS) {
    const claim = await claimDatabase(port, password, role);
    if (claim.status === "held") return claim.client;
    await delay(POLL_MS);
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
