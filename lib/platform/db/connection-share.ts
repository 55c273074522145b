/** How long a request waits for a connection, in milliseconds; opening one may take as long again. */
export const CONNECT_TIMEOUT_MS = 5_000;

/** Waiting requests hold memory and a client: at a millisecond a statement this is half a second of work. */
const QUEUE_LIMIT = 500;

/**
 * A part of a pool's connections. Up to `size` of them are held at a time; further requests wait in order, and those beyond the
 * limit of the queue are refused at once. `size` may change while connections are held.
 */
export class ConnectionShare {
  readonly #size: () => number;
  readonly #waiting = new Set<() => void>();
  #held = 0;

  constructor(size: () => number) {
    this.#size = size;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Resolves when the caller may take a connection, which it ends with `leave`. */
  async enter(): Promise<void> {
    if (this.#held >= this.#size()) return this.#wait();
    this.#held++;
  }

  leave(): void {
    this.#held--;
    for (const admit of this.#waiting) {
      if (this.#held >= this.#size()) return;
      this.#waiting.delete(admit);
      this.#held++;
      admit();
    }
  }

  #wait(): Promise<void> {
    if (this.#waiting.size >= QUEUE_LIMIT) throw new QueueFull();
    return new Promise((resolve, reject) => {
      const admit = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(admit);
        // The words of node-postgres for the same, which errors.ts knows.
        reject(new Error("timeout exceeded when trying to connect"));
      }, CONNECT_TIMEOUT_MS).unref();
      this.#waiting.add(admit);
    });
  }
}

/** Has PostgreSQL's code for too many connections. */
class QueueFull extends Error {
  readonly code = "53300";
  constructor() {
    super(`${QUEUE_LIMIT} requests wait for a database connection already`);
  }
}
