import { setTimeout as delay } from "node:timers/promises";
import { isSerializationFailure } from "./trouble";

/** Enough for a pile-up of several transactions on the same rows; after that somebody should hear of it. */
const TRIES = 4;
const FIRST_WAIT_MS = 10;

/**
 * Runs `transact` again when PostgreSQL has undone it because of a deadlock or a serialization failure. What is retried is
 * the whole transaction, so its function may run more than once: it changes nothing but the database.
 */
export async function retryTransaction<T>(transact: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await transact();
    } catch (error) {
      if (tried === TRIES || !isSerializationFailure(error)) throw error;
      await delay(FIRST_WAIT_MS * 2 ** tried * (0.5 + Math.random()));
    }
  }
}
