import { randomBytes } from "node:crypto";

/** The only source of randomness: a CSPRNG in the product, seeded in tests. */
export type Random = { bytes(count: number): Buffer };

export const systemRandom: Random = { bytes: (count) => randomBytes(count) };

const TOKEN_BYTES = 32;

/** An unguessable token of 256 bits, base64url (43 characters). */
export function randomToken(random: Random): string {
  return random.bytes(TOKEN_BYTES).toString("base64url");
}

/** `length` characters drawn evenly from `alphabet`, whose length must be a power of two up to 256. */
export function randomCharacters(random: Random, alphabet: string, length: number): string {
  const characters = [...random.bytes(length)].map((byte) => alphabet[byte % alphabet.length]);
  return characters.join("");
}
