import { processState } from "@/lib/platform/process-state";

type WorkerState = { timer?: NodeJS.Timeout; stopped: boolean };

/** Hot reload must not start a second worker, and the server stops the one that Next's bundle has started. */
export function workerState(): WorkerState {
  return processState("worker", () => ({ stopped: false }));
}

/** Stops scheduling work: the process is shutting down and the pool is closing. */
export function stopWorker(): void {
  const state = workerState();
  clearTimeout(state.timer);
  state.stopped = true;
}
