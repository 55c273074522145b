import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import { err, ok, type Result } from "@/lib/platform/result";
import type { Random } from "./keyed-hash";

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
    if (!id || !encoded) return err("must look like id:base64key, several separated by commas");
    const key = Buffer.from(encoded, "base64");
    if (key.length !== KEY_BYTES) {
      return err(`holds key "${id}" of ${key.length} bytes; each must be ${KEY_BYTES} bytes in base64 (openssl rand -base64 ${KEY_BYTES})`);
    }
    if (keys.some((other) => other.id === id)) return err(`names key "${id}" twice`);
    keys.push({ id, key });
  }
  return ok(keys);
}

/** Identifies a key without revealing it: two keys that share an id but not their bytes differ. */
export function keyFingerprint({ id, key }: EncryptionKey): string {
  return `${id}:${createHmac("sha256", key).update("latchkey key fingerprint").digest("base64url").slice(0, 16)}`;
}

/** An encrypted text and the id of the key that decrypts it. */
export type Encrypted = { encrypted: string; keyId: string };

/** The associated data: the row and purpose of an encrypted text, which decrypts nowhere else. An email decrypts only for its addressee. */
export type EncryptionContext =
  | { purpose: "totp-secret"; userId: string }
  | { purpose: "mail"; mailId: string; toAddress: string }
  | { purpose: "form"; part: string };

/** An encrypted text that cannot be decrypted: its key is not configured, or it does not belong to this row. */
export class DecryptionError extends Error {
  constructor(
    readonly keyId: string,
    reason: string,
  ) {
    super(`A secret encrypted with key "${keyId}" cannot be decrypted: ${reason}`);
    this.name = "DecryptionError";
  }
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = "v1";

/** Encrypts `text` with the first key: AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D section 8.2.2). */
export function encrypt(keys: EncryptionKey[], random: Random, context: EncryptionContext, text: string): Encrypted {
  const first = keys[0];
  if (!first) throw new Error("no encryption key is configured");
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", first.key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(context, first.id));
  const body = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return { encrypted: `${VERSION}.${first.id}.${body.toString("base64url")}`, keyId: first.id };
}

/** Decrypts the result of `encrypt` for the same context. Throws DecryptionError; never returns an empty secret. */
export function decrypt(keys: EncryptionKey[], context: EncryptionContext, envelope: string): string {
  const [version, keyId = "", encoded = ""] = envelope.split(".");
  const key = keys.find((candidate) => candidate.id === keyId);
  if (version !== VERSION || !key) throw new DecryptionError(keyId, "the key is not in ENCRYPTION_KEYS");
  const body = Buffer.from(encoded, "base64url");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key.key, body.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(associatedData(context, keyId));
    decipher.setAuthTag(body.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch {
    throw new DecryptionError(keyId, "it was changed, or belongs to another row");
  }
}

function associatedData(context: EncryptionContext, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([VERSION, keyId, ...ownerOf(context), context.purpose]));
}

function ownerOf(context: EncryptionContext): string[] {
  if (context.purpose === "mail") return [context.mailId, context.toAddress];
  return [context.purpose === "form" ? context.part : context.userId];
}

export type EncryptedKind = "totp-secrets" | "pending-totp-secrets" | "mails";

/** A row with an encrypted text; `toAddress` is set for emails only. */
export type EncryptedRow = { id: string; userId: string | null; username: string | null; toAddress: string | null; encrypted: string };

/** A feature's table of encrypted texts, each beside the `key_id` of its key, and the associated data of a row. */
export type EncryptedTable = {
  kind: EncryptedKind;
  table: "totp_secrets" | "pending_totp_secrets" | "mail_messages";
  column: "sealed" | "sealed_body";
  encryptionContext(row: EncryptedRow): EncryptionContext;
};
