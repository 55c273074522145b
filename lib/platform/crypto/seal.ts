import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Random } from "@/lib/platform/random";
import type { EncryptionKey } from "./encryption-keys";

/** A sealed text and the id of the key that opens it. */
export type Sealed = { sealed: string; keyId: string };

/** The row and purpose that a sealed text belongs to; it opens nowhere else. A mail opens only for its addressee. */
export type SealContext =
  | { purpose: "totp-secret"; userId: string }
  | { purpose: "mail"; mailId: string; toAddress: string }
  | { purpose: "form"; part: string };

/** A sealed text that cannot be opened: its key is not configured, or it does not belong to this row. */
export class UnsealError extends Error {
  constructor(
    readonly keyId: string,
    reason: string,
  ) {
    super(`A secret sealed with key "${keyId}" cannot be opened: ${reason}`);
    this.name = "UnsealError";
  }
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = "v1";

/** Seals `text` with the first key: AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D section 8.2.2). */
export function seal(keys: EncryptionKey[], random: Random, context: SealContext, text: string): Sealed {
  const first = keys[0];
  if (!first) throw new Error("no encryption key is configured");
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", first.key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(context, first.id));
  const body = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return { sealed: `${VERSION}.${first.id}.${body.toString("base64url")}`, keyId: first.id };
}

/** Opens what `seal` made for the same context. Throws UnsealError; never answers with an empty secret. */
export function unseal(keys: EncryptionKey[], context: SealContext, envelope: string): string {
  const [version, keyId = "", encoded = ""] = envelope.split(".");
  const key = keys.find((candidate) => candidate.id === keyId);
  if (version !== VERSION || !key) throw new UnsealError(keyId, "the key is not in ENCRYPTION_KEYS");
  const body = Buffer.from(encoded, "base64url");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key.key, body.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(associatedData(context, keyId));
    decipher.setAuthTag(body.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch {
    throw new UnsealError(keyId, "it was changed, or belongs to another row");
  }
}

function associatedData(context: SealContext, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([VERSION, keyId, ...ownerOf(context), context.purpose]));
}

function ownerOf(context: SealContext): string[] {
  if (context.purpose === "mail") return [context.mailId, context.toAddress];
  return [context.purpose === "form" ? context.part : context.userId];
}
