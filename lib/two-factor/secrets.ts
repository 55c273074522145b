import { type SealContext, type Sealed, seal, unseal } from "@/lib/platform/crypto/seal";
import type { Deps } from "@/lib/platform/deps";

const contextOf = (userId: string): SealContext => ({ userId, purpose: "totp-secret" });

export function sealSecret(deps: Deps, userId: string, secret: string): Sealed {
  return seal(deps.config.encryptionKeys, deps.random, contextOf(userId), secret);
}

/** Throws UnsealError: a secret that cannot be opened is never "2FA off". */
export function openSecret(deps: Deps, userId: string, sealed: string): string {
  return unseal(deps.config.encryptionKeys, contextOf(userId), sealed);
}
