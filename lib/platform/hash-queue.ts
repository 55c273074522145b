import pLimit from "p-limit";

/** Where password hashing waits for its turn: it takes a whole core and 19 MiB each time. */
export type HashQueue = {
  run<T>(work: () => Promise<T>): Promise<T>;
  /** So many wait that another one would wait for seconds. */
  isFull(): boolean;
};

/** Runs up to `atOnce` pieces of work, so that hashing leaves the event loop its share; is full with `waitingAtMost` in line. */
export function createHashQueue(atOnce: number, waitingAtMost: number): HashQueue {
  const limit = pLimit(atOnce);
  return { run: (work) => limit(work), isFull: () => limit.pendingCount >= waitingAtMost };
}
