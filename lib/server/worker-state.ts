import { processState } from "@/lib/platform/process-state";

/** `running`: the run under way, or the last one. */
type WorkerState = { timer?: NodeJS.Timeout; running?: Promise<void>; stopped: boolean };

/** Hot reload must not start a second worker, and the server stops the one that Next's bundle has started. */
export function workerState(): WorkerState {
  return processState("worker", () => ({ stopped: false }));
}

/**
 * Stops scheduling work, and waits for the step under way: the process is shutting down and the pool is closing, and an email whose
 * delivery is cut off is sent twice.
 */
export async function stopWorker(): Promise<void> {
  const state = workerState();
  clearTimeout(state.timer);
  state.stopped = true;
  await state.running;
}
