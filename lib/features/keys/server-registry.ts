import { keyFingerprint } from "@/lib/platform/crypto/encryption";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { checkAuthSecret, checkKeys, type RegistrationProblem } from "./check-keys";
import {
  deleteSetting,
  findLiveServers,
  findSetting,
  LONG_TRANSACTION,
  listServer,
  lockKeys,
  markSeen,
  type RunningServer,
  replaceSetting,
  unlistAllServers,
  unlistServer,
} from "./store";

/**
 * Registers a server that starts, or refuses it: every server can decrypt all existing rows and whatever another server encrypts, and all
 * hash with the same AUTH_SECRET. Holds the lock of rotation and of accepting another secret, so that neither misses the other.
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

/**
 * Called by a running server every few seconds, on reserved connections: a flood of requests ends no lease. A server that lost its lease
 * has to register again.
 */
export async function renewLease(deps: Deps, serverId: string): Promise<Result<null, RegistrationProblem>> {
  return (await markSeen(deps.db.$reserved, serverId)) ? ok(null) : registerServer(deps, serverId);
}

export async function unregisterServer(deps: Deps, serverId: string): Promise<void> {
  await unlistServer(deps.db, serverId);
}

const canDecryptFrom = (reader: RunningServer, writer: RunningServer) => reader.keys.includes(writer.keys[0] ?? "");

/** For the single process that holds the embedded database: every listed server there was killed. */
export async function clearServers(deps: Deps): Promise<void> {
  await unlistAllServers(deps.db);
}

/** The id of the key that the server encrypts with: its first one. */
export const encryptionKeyId = ({ keys }: Pick<RunningServer, "keys">) => keys[0]?.split(":")[0] ?? "";

const SETTING = "app-url";

/** Stores the server's APP_URL in the database, for commands that run without the server's environment. */
export async function publishAppUrl({ db, config }: Deps): Promise<void> {
  if (config.appUrlIsSet) await replaceSetting(db, SETTING, config.appUrl);
  else await deleteSetting(db, SETTING);
}

/** Returns `deps` with the APP_URL of the server that was started last, when this process has none of its own. */
export async function withPublishedAppUrl(deps: Deps): Promise<Deps> {
  if (deps.config.appUrlIsSet) return deps;
  const appUrl = await findSetting(deps.db, SETTING);
  return appUrl === null ? deps : { ...deps, config: { ...deps.config, appUrl, appUrlIsSet: true } };
}
