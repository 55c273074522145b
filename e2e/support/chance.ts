import { createHash } from "node:crypto";

/** Chance that is the same for the same seed: what a failed run printed can be run again. */
export type Chance = { below(limit: number): number };

export function seededChance(seed: string): Chance {
  let count = 0;
  return {
    below: (limit) => createHash("sha256").update(`${seed}:${count++}`).digest().readUInt32BE(0) % limit,
  };
}
