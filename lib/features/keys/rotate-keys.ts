import { recordEvent } from "@/lib/features/audit/record";
import {
  type EncryptedKind,
  type EncryptedRow,
  type EncryptedTable,
  type EncryptionKey,
  encrypt,
  keyFingerprint,
} from "@/lib/platform/crypto/encryption";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { REENCRYPT_BATCH_SIZE } from "@/lib/policy";
import { decryptRow, ENCRYPTED_TABLES, findKeyIdsInUse, type RotateProblem, type Rotation } from "./check-keys";
import { encryptionKeyId } from "./server-registry";
import { findEncryptedOtherwise, findLiveServers, LONG_TRANSACTION, lockKeys, replaceEncrypted } from "./store";

type Input = { onProgress(kind: EncryptedKind, resealed: number): void };

const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/**
 * Encrypts everything again with the first key, while servers run. Each batch is its own transaction and checks again that all servers
 * know the key; after an interruption the next call continues with the remaining rows.
 */
export async function rotateKeys(deps: Deps, { onProgress }: Input): Promise<Result<Rotation, RotateProblem>> {
  const [newest] = deps.config.encryptionKeys;
  if (!newest) throw new Error("no encryption key is configured");
  const resealed: Rotation["resealed"] = { "totp-secrets": 0, "pending-totp-secrets": 0, mails: 0 };
  const unopened: Rotation["unopened"] = [];
  let recorded = false;
  for (const table of ENCRYPTED_TABLES) {
    for (let after: string | null = FIRST_ID; after !== null; ) {
      const batch: Batch | null = await reencryptBatch(deps, table, newest, { after, record: !recorded });
      if (!batch) return err({ code: "server-lacks-key", keyId: newest.id });
      unopened.push(...batch.unopened.map((row) => nameOf(table, row)));
      resealed[table.kind] += batch.resealed;
      recorded ||= batch.resealed > 0;
      after = batch.last;
      if (batch.resealed > 0) onProgress(table.kind, resealed[table.kind]);
    }
  }
  const used = [...(await findKeyIdsInUse(deps.db)), ...(await findLiveServers(deps.db)).map(encryptionKeyId)];
  const unusedKeyIds = deps.config.encryptionKeys.slice(1).flatMap(({ id }) => (used.includes(id) ? [] : [id]));
  return ok({ keyId: newest.id, resealed, unopened, unusedKeyIds });
}

/** `last` is the id to continue after; null at the end of the table. */
type Batch = { resealed: number; unopened: EncryptedRow[]; last: string | null };

/** Returns null when a running server does not know the key: it must never meet a row that it cannot decrypt. */
async function reencryptBatch(
  deps: Deps,
  table: EncryptedTable,
  newest: EncryptionKey,
  { after, record }: { after: string; record: boolean },
): Promise<Batch | null> {
  return deps.db.$transaction(async (tx) => {
    await lockKeys(tx);
    if (!(await everyServerKnows(tx, newest))) return null;
    const rows = await findEncryptedOtherwise(tx, table, newest.id, after, REENCRYPT_BATCH_SIZE);
    const opened = rows.map((row) => ({ row, text: decryptRow(deps, table, row) }));
    const fresh = opened.flatMap(({ row, text }) =>
      text === null ? [] : [{ id: row.id, old: row.encrypted, next: encrypt([newest], deps.random, table.encryptionContext(row), text) }],
    );
    const resealed = await replaceEncrypted(tx, table, fresh);
    if (record && resealed > 0) {
      await recordEvent(deps, tx, { type: "keys-rotated", actorUserId: null, subjectUserId: null, client: null });
    }
    return { resealed, unopened: opened.flatMap(({ row, text }) => (text === null ? [row] : [])), last: rows.at(-1)?.id ?? null };
  }, LONG_TRANSACTION);
}

async function everyServerKnows(tx: Transaction, key: EncryptionKey): Promise<boolean> {
  return (await findLiveServers(tx)).every(({ keys }) => keys.includes(keyFingerprint(key)));
}

function nameOf({ kind }: EncryptedTable, { id, username, encrypted }: EncryptedRow) {
  return { kind, owner: username ?? id, keyId: encrypted.split(".")[1] ?? "" };
}
