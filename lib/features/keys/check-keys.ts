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

/** Keys that rows in the database need: missing from ENCRYPTION_KEYS, or present with other bytes. */
export type KeyProblem = { code: "keys-missing"; keyIds: string[] } | { code: "keys-wrong"; keyIds: string[] };

/**
 * Why a server cannot start beside others. `other-servers-lack-key`: they could not decrypt what it encrypts.
 * `other-servers-key-missing`: it could not decrypt what they encrypt.
 */
export type RegistrationProblem =
  | KeyProblem
  | { code: "auth-secret-changed" }
  | { code: "other-servers-lack-key"; keyId: string }
  | { code: "other-servers-key-missing"; keyId: string };

/** A running server could not decrypt rows encrypted with that key. */
export type RotateProblem = { code: "server-lacks-key"; keyId: string };

/** A row that stayed as it was: `owner` is a user name, or the id of an email without a user. */
type Undecryptable = { kind: EncryptedKind; owner: string; keyId: string };

export type Rotation = {
  /** The id of the key that everything is encrypted with now. */
  keyId: string;
  resealed: Record<EncryptedKind, number>;
  unopened: Undecryptable[];
  /** Configured keys that no row and no running server uses any more. */
  unusedKeyIds: string[];
};

/** Checks that ENCRYPTION_KEYS has every key in use, and that each decrypts at least one row. */
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

/** Tries a few rows of each kind, so that a damaged one is not mistaken for a wrong key. */
async function decryptsAnything(deps: Deps, db: Transaction, keyId: string): Promise<boolean> {
  for (const table of ENCRYPTED_TABLES) {
    const rows = await findEncryptedWith(db, table, keyId, KEY_CHECK_ROWS);
    if (rows.some((row) => decryptRow(deps, table, row) !== null)) return true;
  }
  return false;
}

/** Returns the plaintext of the row, or null when it cannot be decrypted. */
export function decryptRow({ config }: Deps, { encryptionContext }: EncryptedTable, row: EncryptedRow): string | null {
  try {
    return decrypt(config.encryptionKeys, encryptionContext(row), row.encrypted);
  } catch (error) {
    if (error instanceof DecryptionError) return null;
    throw error;
  }
}

/** All encrypted tables. Pending secrets come before the confirmed ones that they become. */
export const ENCRYPTED_TABLES: EncryptedTable[] = [...ENCRYPTED_SECRETS, ENCRYPTED_BODIES];

/** Returns `deps` that encrypt with the first key that every running server knows; null when there is none. */
export async function withSharedKey(deps: Deps): Promise<Deps | null> {
  const servers = await findLiveServers(deps.db);
  const { encryptionKeys } = deps.config;
  const shared = encryptionKeys.find((key) => servers.every(({ keys }) => keys.includes(keyFingerprint(key))));
  if (!shared) return null;
  return { ...deps, config: { ...deps.config, encryptionKeys: [shared, ...encryptionKeys.filter((key) => key !== shared)] } };
}

/** Runs `write`, which changes the stored keys, under the lock of key changes, and returns its result. */
export async function withKeyLock<T>({ db }: Deps, write: () => Promise<T>): Promise<T> {
  return db.$transaction(async (tx) => {
    await lockKeys(tx);
    return write();
  });
}

const SETTING = "auth-secret";

/** The stored check value of AUTH_SECRET: identifies it without revealing it. */
const checkValue = ({ keyedHash }: Deps) => keyedHash("instance", SETTING);

/** Whether AUTH_SECRET is the one that the database was first used with. */
export async function checkAuthSecret(deps: Deps, tx: Transaction = deps.db): Promise<boolean> {
  return (await insertSettingOnce(tx, SETTING, checkValue(deps))) === checkValue(deps);
}

/**
 * Accepts the current AUTH_SECRET. Deletes sessions and backup codes, which only the former secret could check and which would
 * otherwise be listed as valid. Refused while a server runs with the former secret.
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
