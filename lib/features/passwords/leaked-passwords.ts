import { createHash } from "node:crypto";

/** Shorter ones are in `@zxcvbn-ts/language-common`, with their rank. */
export const LISTED_MIN_LENGTH = 12;

/** Passwords as the differences of their sorted 32-bit hashes, base64: 3 bytes each; one in 100,000 other passwords is a false positive. */
export type Filter = { count: number; differences: string };

export function encodeFilter(passwords: readonly string[]): Filter {
  const hashes = [...new Set(passwords.map((password) => hashOf(password.normalize("NFKC").toLowerCase())))].sort(
    (one, other) => one - other,
  );
  const bytes = hashes.flatMap((hash, at) => variableLength(hash - (hashes[at - 1] ?? 0)));
  return { count: hashes.length, differences: Buffer.from(bytes).toString("base64") };
}

export function decodeFilter({ differences }: Filter): ReadonlySet<number> {
  const hashes = new Set<number>();
  let [hash, difference, factor] = [0, 0, 1];
  for (const byte of Buffer.from(differences, "base64")) {
    difference += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte & 0x80) continue;
    hash += difference;
    hashes.add(hash);
    [difference, factor] = [0, 1];
  }
  return hashes;
}

/** Whether `text` (NFKC, lower case) is in the filter. */
export function isListed(filter: ReadonlySet<number>, text: string): boolean {
  return filter.has(hashOf(text));
}

function hashOf(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE();
}

/** Seven bits a byte, the low ones first; the highest bit says that more follow. */
function variableLength(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 0x80, ...variableLength(Math.floor(value / 128))];
}
