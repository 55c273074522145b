import { createHmac } from "node:crypto";
import { ok, type Result, refuse } from "@/lib/platform/result";

export type EncryptionKey = { id: string; key: Buffer };

const KEY_BYTES = 32;

/**
 * Parses `id:base64key,...`. Ids are up to 32 letters, digits, `-` or `_`; keys are 32 bytes (AES-256).
 * The problem is a reason that fits behind the variable's name.
 */
export function parseEncryptionKeys(text: string): Result<EncryptionKey[], string> {
  const keys: EncryptionKey[] = [];
  for (const entry of text.split(",").map((part) => part.trim())) {
    const [, id, encoded] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_-]+=*)$/.exec(entry) ?? [];
    if (!id || !encoded) return refuse("must look like id:base64key, several separated by commas");
    const key = Buffer.from(encoded, "base64");
    if (key.length !== KEY_BYTES) {
      return refuse(
        `holds key "${id}" of ${key.length} bytes; each must be ${KEY_BYTES} bytes in base64 (openssl rand -base64 ${KEY_BYTES})`,
      );
    }
    if (keys.some((other) => other.id === id)) return refuse(`names key "${id}" twice`);
    keys.push({ id, key });
  }
  return ok(keys);
}

/** Names a key without telling it: two that share an id but not their bytes differ. */
export function keyFingerprint({ id, key }: EncryptionKey): string {
  return `${id}:${createHmac("sha256", key).update("latchkey key fingerprint").digest("base64url").slice(0, 16)}`;
}
