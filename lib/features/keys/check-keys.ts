import { recordEvent } from "@/lib/features/audit/record";
import { ENCRYPTED_BODIES } from "@/lib/features/notifications/outbox";
import { voidSessions } from "@/lib/features/sessions/end-sessions";
import { voidBackupCodes } from "@/lib/features/two-factor/backup-codes";
import { ENCRYPTED_SECRETS } from "@/lib/features/two-factor/totp";
import {
  DecryptionError,
  decrypt,
  type EncryptedKind,
  type EncryptedRow,
  type EncryptedTable,
  keyFingerprint,
} from "@/lib/platform/crypto/encryption";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { KEY_CHECK_ROWS } from "@/lib/policy";
import { findEncryptedWith, findKeyIds, findLiveServers, insertSettingOnce, lockKeys, replaceSetting } from "./store";

/** Keys of ENCRYPTION_KEYS that something in the database needs: not there, or there with other bytes. */
export type KeyProblem = { code: "keys-missing"; keyIds: string[] } | { code: "keys-wrong"; keyIds: string[] };

/**
 * What keeps a server from starting beside others. `others-lack-key`: it would seal what they cannot open.
 * `key-of-others-missing`: they seal what it could not open.
 */
export type RegistrationProblem =
  | KeyProblem
  | { code: "auth-secret-changed" }
  | { code: "other-servers-lack-key"; keyId: string }
  | { code: "other-servers-key-missing"; keyId: string };

/** A running server could not open what would be sealed with that key. */
export type RotateProblem = { code: "server-lacks-key"; keyId: string };

/** A row that stayed as it was: `owner` is a user name, or the id of a mail to nobody known. */
type Undecryptable = { kind: EncryptedKind; owner: string; keyId: string };

export type Rotation = {
  /** The id of the key that everything is sealed with now. */
  keyId: string;
  resealed: Record<EncryptedKind, number>;
  unopened: Undecryptable[];
  /** Configured keys with which nothing is sealed any more, nor will be by a server that runs. */
  unusedKeyIds: string[];
};

/** Whether ENCRYPTION_KEYS has every key that something is sealed with, and each of them opens something of it. */
export async function checkKeys(deps: Deps, db: Transaction): Promise<Result<null, KeyProblem>> {
  const keyIds = await findKeyIdsInUse(db);
  const missing = keyIds.filter((id) => !deps.config.encryptionKeys.some((key) => key.id === id));
  if (missing.length > 0) return err({ code: "keys-missing", keyIds: missing });
  const wrong: string[] = [];
  for (const keyId of keyIds) if (!(await decryptsAnything(deps, db, keyId))) wrong.push(keyId);
  return wrong.length === 0 ? ok(null) : err({ code: "keys-wrong", keyIds: wrong });
}

export async function findKeyIdsInUse(db: Transaction): Promise<string[]> {
  const found: string[] = [];
  for (const table of ENCRYPTED_TABLES) found.push(...(await findKeyIds(db, table)));
  return [...new Set(found)].sort();
}

/** A few rows of each kind are tried, so that a damaged one does not pass for a wrong key. */
async function decryptsAnything(deps: Deps, db: Transaction, keyId: string): Promise<boolean> {
  for (const table of ENCRYPTED_TABLES) {
    const rows = await findEncryptedWith(db, table, keyId, KEY_CHECK_ROWS);
    if (rows.some((row) => decryptRow(deps, table, row) !== null)) return true;
  }
  return false;
}

/** What the row holds, or null when it cannot be opened. */
export function decryptRow({ config }: Deps, { encryptionContext }: EncryptedTable, row: EncryptedRow): string | null {
  try {
    return decrypt(config.encryptionKeys, encryptionContext(row), row.encrypted);
  } catch (error) {
    if (error instanceof DecryptionError) return null;
    throw error;
  }
}

/** Everything that is sealed. Pending secrets come before the confirmed ones that they become. */
export const ENCRYPTED_TABLES: EncryptedTable[] = [...ENCRYPTED_SECRETS, ENCRYPTED_BODIES];

/** `deps` that seal with the first key that every running server knows; null when there is none. */
export async function withSharedKey(deps: Deps): Promise<Deps | null> {
  const servers = await findLiveServers(deps.db);
  const { encryptionKeys } = deps.config;
  const shared = encryptionKeys.find((key) => servers.every(({ keys }) => keys.includes(keyFingerprint(key))));
  if (!shared) return null;
  return { ...deps, config: { ...deps.config, encryptionKeys: [shared, ...encryptionKeys.filter((key) => key !== shared)] } };
}

/** Runs `write`, which changes where the keys are kept, while nobody else does; what it answers. */
export async function addKey<T>({ db }: Deps, write: () => Promise<T>): Promise<T> {
  return db.$transaction(async (tx) => {
    await lockKeys(tx);
    return write();
  });
}

const SETTING = "auth-secret";

/** What the database keeps of AUTH_SECRET: enough to know it again, and nothing of it. */
const checkValue = ({ keyedHash }: Deps) => keyedHash("instance", SETTING);

/** Whether AUTH_SECRET is the one that the database was used with; the first one that it meets is. */
export async function checkAuthSecret(deps: Deps, tx: Transaction = deps.db): Promise<boolean> {
  return (await insertSettingOnce(tx, SETTING, checkValue(deps))) === checkValue(deps);
}

/**
 * Takes AUTH_SECRET as it is now for the right one. What only the former one could check is gone for good: sessions and
 * backup codes would otherwise be shown as if they were worth something. Refused while a server runs with the former one.
 */
export async function acceptAuthSecret(deps: Deps): Promise<Result<{ changed: boolean }, { code: "server-running" }>> {
  return deps.db.$transaction(async (tx) => {
    await lockKeys(tx);
    if (await checkAuthSecret(deps, tx)) return ok({ changed: false });
    if ((await findLiveServers(tx)).length > 0) return err({ code: "server-running" });
    await replaceSetting(tx, SETTING, checkValue(deps));
    await voidSessions(tx);
    await voidBackupCodes(tx);
    await recordEvent(deps, tx, { type: "auth-secret-accepted", actorUserId: null, subjectUserId: null, client: null });
    return ok({ changed: true });
  });
}
