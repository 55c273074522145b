import { ConfigError } from "@/lib/platform/config/config";
import type { Deps } from "@/lib/platform/deps";
import { findKeyIdsInUse } from "@/lib/two-factor/find-key-ids";

/** A lost key must stop the start, not turn somebody's 2FA into an error at sign-in. */
export async function checkEncryptionKeys(deps: Deps): Promise<void> {
  const missing = (await findKeyIdsInUse(deps)).filter((id) => !deps.config.encryptionKeys.some((key) => key.id === id));
  if (missing.length === 0) return;
  throw new ConfigError(
    "ENCRYPTION_KEYS",
    `lacks the key "${missing.join('", "')}", with which authenticator secrets in the database are encrypted`,
  );
}
