import { keyFingerprint } from "@/lib/platform/crypto/encryption-keys";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { checkAuthSecret } from "./auth-secret";
import { checkKeys } from "./check-keys";
import {
  findLiveServers,
  listServer,
  lockKeys,
  markSeen,
  type RunningServer,
  unlistEveryServer,
  unlistServer,
  WITH_PATIENCE,
} from "./store";
import type { JoinProblem } from "./types";

/**
 * Lists a server that starts, or refuses it: every server can open whatever any of them seals, and all that is sealed
 * already, and all hash with the same AUTH_SECRET. Under the lock of rotation and of accepting another secret, so that none
 * overlooks the other.
 */
export async function joinServers(deps: Deps, serverId: string): Promise<Result<null, JoinProblem>> {
  const own = { id: serverId, keys: deps.config.encryptionKeys.map(keyFingerprint) };
  return deps.db.$transaction(async (tx) => {
    await lockKeys(tx);
    if (!(await checkAuthSecret(deps, tx))) return refuse({ code: "auth-secret-changed" });
    const others = (await findLiveServers(tx)).filter(({ id }) => id !== serverId);
    for (const other of others) {
      if (!opensWhatSeals(other, own)) return refuse({ code: "others-lack-key", keyId: sealingKeyId(own) });
      if (!opensWhatSeals(own, other)) return refuse({ code: "key-of-others-missing", keyId: sealingKeyId(other) });
    }
    const checked = await checkKeys(deps, tx);
    if (checked.ok) await listServer(tx, own);
    return checked;
  }, WITH_PATIENCE);
}

/** Said by a running server every few seconds. One that was out of touch for longer than its lease has to join again. */
export async function stayListed(deps: Deps, serverId: string): Promise<Result<null, JoinProblem>> {
  return (await markSeen(deps.db, serverId)) ? ok(null) : joinServers(deps, serverId);
}

export async function leaveServers(deps: Deps, serverId: string): Promise<void> {
  await unlistServer(deps.db, serverId);
}

const opensWhatSeals = (opener: RunningServer, sealer: RunningServer) => opener.keys.includes(sealer.keys[0] ?? "");

/** For the one process that holds the embedded database: whatever is listed there was killed. */
export async function forgetServers(deps: Deps): Promise<void> {
  await unlistEveryServer(deps.db);
}

/** The id of the key that the server seals with: the first of its own. */
export const sealingKeyId = ({ keys }: Pick<RunningServer, "keys">) => keys[0]?.split(":")[0] ?? "";
