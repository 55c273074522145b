import { createHash } from "node:crypto";
import type { Random } from "@/lib/platform/random";

/** Bytes that are the same in every run for the same seed: SHA-256 of seed and counter. */
export function seededRandom(seed: number): Random {
  let counter = 0;
  return {
    bytes(count) {
      const blocks = Array.from({ length: Math.ceil(count / 32) }, () => createHash("sha256").update(`${seed}:${counter++}`).digest());
      return Buffer.concat(blocks).subarray(0, count);
    },
  };
}
