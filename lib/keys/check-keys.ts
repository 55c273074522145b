import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { KEY_CHECK_ROWS } from "@/lib/policy";
import { openRow } from "./open-row";
import { SEALED_TABLES } from "./sealed-tables";
import { findKeyIds, findSealedWith } from "./store";
import type { KeyProblem } from "./types";

/** Whether ENCRYPTION_KEYS has every key that something is sealed with, and each of them opens something of it. */
export async function checkKeys(deps: Deps, db: Transaction): Promise<Result<null, KeyProblem>> {
  const keyIds = await findKeyIdsInUse(db);
  const missing = keyIds.filter((id) => !deps.config.encryptionKeys.some((key) => key.id === id));
  if (missing.length > 0) return refuse({ code: "keys-missing", keyIds: missing });
  const wrong: string[] = [];
  for (const keyId of keyIds) if (!(await opensAnything(deps, db, keyId))) wrong.push(keyId);
  return wrong.length === 0 ? ok(null) : refuse({ code: "keys-wrong", keyIds: wrong });
}

export async function findKeyIdsInUse(db: Transaction): Promise<string[]> {
  const found: string[] = [];
  for (const table of SEALED_TABLES) found.push(...(await findKeyIds(db, table)));
  return [...new Set(found)].sort();
}

/** A few rows of each kind are tried, so that a damaged one does not pass for a wrong key. */
async function opensAnything(deps: Deps, db: Transaction, keyId: string): Promise<boolean> {
  for (const table of SEALED_TABLES) {
    const rows = await findSealedWith(db, table, keyId, KEY_CHECK_ROWS);
    if (rows.some((row) => openRow(deps, table, row) !== null)) return true;
  }
  return false;
}
