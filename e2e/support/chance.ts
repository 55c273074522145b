import { createHash } from "node:crypto";

/** Random numbers from a seed: a failed run can be repeated with the printed seed. */
export type Chance = { below(limit: number): number };

export function seededChance(seed: string): Chance {
  let count = 0;
  return {
    below: (limit) => createHash("sha256").update(`${seed}:${count++}`).digest().readUInt32BE(0) % limit,
  };
}
