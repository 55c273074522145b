import { setTimeout as delay } from "node:timers/promises";
import { signerName } from "../setup/constants";

export type Visitor = { username: string; address: string };

/** A code works once, so a user cannot sign in twice within a time step and its neighbors. */
const REST_MS = 31_000;

/** Hands out users in turn, each with an address in its own network; waits when all have signed in recently. */
export function createUsers(count: number) {
  const lastSeen = new Array<number>(count).fill(Number.NEGATIVE_INFINITY);
  let turn = 0;
  return async (): Promise<Visitor> => {
    const index = turn++ % count;
    const rest = (lastSeen[index] ?? 0) + REST_MS - performance.now();
    if (rest > 0) await delay(rest);
    lastSeen[index] = performance.now();
    return { username: signerName(index), address: `100.${64 + (index >> 8)}.${index & 255}.${1 + (turn % 250)}` };
  };
}

export type Users = ReturnType<typeof createUsers>;
