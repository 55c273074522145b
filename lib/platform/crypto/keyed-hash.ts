import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

/** The purpose of a stored hash; each purpose has its own key. */
type HashPurpose =
  | "session"
  | "session-renewal"
  | "pass"
  | "login-attempt"
  | "one-time-link"
  | "backup-code"
  | "backup-code-set"
  | "email-code"
  | "known-browser"
  | "guessed-name"
  | "label"
  | "audit-entry"
  | "audit-key"
  | "form-answer"
  | "form-answer-key"
  | "instance";

/** Hashes a token or code for storage in the database. */
export type KeyedHash = (purpose: HashPurpose, value: string) => string;

/**
 * HMAC-SHA-256 in base64url under a key derived per purpose from AUTH_SECRET (HKDF, RFC 5869): a copy of the database
 * holds nothing that signs in, and nothing that can be guessed offline without the secret.
 */
export function createKeyedHash(authSecret: string): KeyedHash {
  const keys = new Map<HashPurpose, Buffer>();
  const keyFor = (purpose: HashPurpose) => {
    const known = keys.get(purpose);
    if (known) return known;
    const key = Buffer.from(hkdfSync("sha256", authSecret, "latchkey", purpose, 32));
    keys.set(purpose, key);
    return key;
  };
  return (purpose, value) => createHmac("sha256", keyFor(purpose)).update(value).digest("base64url");
}

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Compares in a time that depends neither on where the two differ nor on the length of `expected`. */
export function timingSafeEqualStrings(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

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
