import { keyFingerprint } from "@/lib/platform/crypto/encryption-keys";
import type { Deps } from "@/lib/platform/deps";
import { findLiveServers } from "./store";

/** `deps` that seal with the first key that every running server knows; null when there is none. */
export async function withSharedKey(deps: Deps): Promise<Deps | null> {
  const servers = await findLiveServers(deps.db);
  const { encryptionKeys } = deps.config;
  const shared = encryptionKeys.find((key) => servers.every(({ keys }) => keys.includes(keyFingerprint(key))));
  if (!shared) return null;
  return { ...deps, config: { ...deps.config, encryptionKeys: [shared, ...encryptionKeys.filter((key) => key !== shared)] } };
}
