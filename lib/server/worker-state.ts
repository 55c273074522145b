type WorkerState = { timer?: NodeJS.Timeout; stopped: boolean };

/** On globalThis, as in deps.ts: hot reload must not start a second worker, and the server stops the one of Next's bundle. */
const shared = globalThis as { latchkeyWorker?: WorkerState };

export function workerState(): WorkerState {
  shared.latchkeyWorker ??= { stopped: false };
  return shared.latchkeyWorker;
}

/** Stops scheduling work: the process is shutting down and the pool is closing. */
export function stopWorker(): void {
  const state = workerState();
  clearTimeout(state.timer);
  state.stopped = true;
}
