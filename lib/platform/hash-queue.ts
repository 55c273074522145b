import pLimit from "p-limit";

/** Where password hashing waits for its turn: it takes a whole core and 19 MiB each time. */
export type HashQueue = { run<T>(work: () => Promise<T>): Promise<T> };

/** Runs up to `atOnce` pieces of work, so that hashing leaves the event loop its share. */
export function createHashQueue(atOnce: number): HashQueue {
  return { run: pLimit(atOnce) };
}
