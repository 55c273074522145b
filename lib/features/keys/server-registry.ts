import { keyFingerprint } from "@/lib/platform/crypto/encryption";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { checkAuthSecret, checkKeys, type RegistrationProblem } from "./check-keys";
import {
  findLiveServers,
  LONG_TRANSACTION,
  listServer,
  lockKeys,
  markSeen,
  type RunningServer,
  unlistAllServers,
  unlistServer,
} from "./store";

/**
 * Lists a server that starts, or refuses it: every server can open whatever any of them seals, and all that is sealed
 * already, and all hash with the same AUTH_SECRET. Under the lock of rotation and of accepting another secret, so that none
 * overlooks the other.
 */
export async function registerServer(deps: Deps, serverId: string): Promise<Result<null, RegistrationProblem>> {
  const own = { id: serverId, keys: deps.config.encryptionKeys.map(keyFingerprint) };
  return deps.db.$transaction(async (tx) => {
    await lockKeys(tx);
    if (!(await checkAuthSecret(deps, tx))) return err({ code: "auth-secret-changed" });
    const others = (await findLiveServers(tx)).filter(({ id }) => id !== serverId);
    for (const other of others) {
      if (!canDecryptFrom(other, own)) return err({ code: "other-servers-lack-key", keyId: encryptionKeyId(own) });
      if (!canDecryptFrom(own, other)) return err({ code: "other-servers-key-missing", keyId: encryptionKeyId(other) });
    }
    const checked = await checkKeys(deps, tx);
    if (checked.ok) await listServer(tx, own);
    return checked;
  }, LONG_TRANSACTION);
}

/** Said by a running server every few seconds. One that was out of touch for longer than its lease has to join again. */
export async function renewLease(deps: Deps, serverId: string): Promise<Result<null, RegistrationProblem>> {
  return (await markSeen(deps.db, serverId)) ? ok(null) : registerServer(deps, serverId);
}

export async function unregisterServer(deps: Deps, serverId: string): Promise<void> {
  await unlistServer(deps.db, serverId);
}

const canDecryptFrom = (reader: RunningServer, writer: RunningServer) => reader.keys.includes(writer.keys[0] ?? "");

/** For the one process that holds the embedded database: whatever is listed there was killed. */
export async function clearServers(deps: Deps): Promise<void> {
  await unlistAllServers(deps.db);
}

/** The id of the key that the server seals with: the first of its own. */
export const encryptionKeyId = ({ keys }: Pick<RunningServer, "keys">) => keys[0]?.split(":")[0] ?? "";
