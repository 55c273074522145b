import type { DatabaseTarget } from "@/lib/platform/db/connection-settings";
import type { PoolState } from "@/lib/platform/db/pool";
import type { Deps, OpenDeps } from "@/lib/platform/deps";
import { processState, setProcessState } from "@/lib/platform/process-state";

/** Makes these the dependencies of every request and of the worker: one pool for the server and all bundles of Next. */
export function provideDeps(opened: OpenDeps): void {
  setProcessState("deps", opened);
}

function openedDeps(): OpenDeps {
  return processState("deps", () => {
    throw new Error("the dependencies of this process are not open");
  });
}

export function getDeps(): Deps {
  return openedDeps().deps;
}

/** The database of `getDeps`, for connections beside its pool. */
export function databaseTarget(): DatabaseTarget {
  return openedDeps().connection.target;
}

/** Closes the connections that lie idle, once a database that took no changes takes them again: they may lead to where it was. */
export async function closeIdleConnections(): Promise<void> {
  await openedDeps().connection.closeIdle();
}

/** Returns how many database connections there are, and how many requests wait for one. */
export function poolState(): PoolState {
  return openedDeps().connection.poolState();
}
