import { createHash } from "node:crypto";
import type { Random } from "@/lib/platform/crypto/keyed-hash";

/** The same bytes in every run of a test: SHA-256 of the seed and a counter. */
export function seededRandom(seed: string): Random {
  let count = 0;
  const block = () => createHash("sha256").update(`${seed}:${count++}`).digest();
  return {
    bytes(length) {
      let bytes = Buffer.alloc(0);
      while (bytes.length < length) bytes = Buffer.concat([bytes, block()]);
      return bytes.subarray(0, length);
    },
  };
}
