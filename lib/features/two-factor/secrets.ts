import type { Config } from "@/lib/platform/config/config";
import {
  decrypt,
  type Encrypted,
  type EncryptedRow,
  type EncryptedTable,
  type EncryptionContext,
  encrypt,
} from "@/lib/platform/crypto/encryption";
import type { Random } from "@/lib/platform/crypto/random";

/** What a secret is sealed for: it opens for no other account. */
const contextOf = (userId: string): EncryptionContext => ({ userId, purpose: "totp-secret" });

type Keys = { config: Pick<Config, "encryptionKeys"> };

export function sealSecret(deps: Keys & { random: Random }, userId: string, secret: string): Encrypted {
  return encrypt(deps.config.encryptionKeys, deps.random, contextOf(userId), secret);
}

/** Throws UnsealError: a secret that cannot be opened is never "2FA off". */
export function openSecret(deps: Keys, userId: string, sealed: string): string {
  return decrypt(deps.config.encryptionKeys, contextOf(userId), sealed);
}

const sealed = { column: "sealed", contextOf: ({ userId }: EncryptedRow) => contextOf(userId ?? "") } as const;

/** Confirmed and pending secrets, for whoever seals them anew or looks whether they can be opened. */
export const SEALED_SECRETS: EncryptedTable[] = [
  { kind: "pending-totp-secrets", table: "pending_totp_secrets", ...sealed },
  { kind: "totp-secrets", table: "totp_secrets", ...sealed },
];
