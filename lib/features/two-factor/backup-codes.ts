import { recordOwnEvent } from "@/lib/features/audit/record";
import { endOtherBrowsers, type RequestClient } from "@/lib/features/known-browsers/known-browsers";
import { recordSecurityNotice } from "@/lib/features/notifications/security-notices";
import type { ReverifiedSession } from "@/lib/features/sessions/session";
import type { ClientInfo } from "@/lib/platform/client-info";
import { randomCharacters } from "@/lib/platform/crypto/keyed-hash";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { BACKUP_CODE_COUNT, BACKUP_CODE_LENGTH, BACKUP_CODES_LOW, BACKUP_CODES_SERIAL_LENGTH } from "@/lib/policy";
import { BACKUP_CODE_ALPHABET, formatBackupCode } from "./schema";
import {
  countUnusedBackupCodes,
  deleteAllBackupCodes,
  findBackupCodes,
  lockSecret,
  markBackupCodeUsed,
  replaceBackupCodeHashes,
} from "./store";

/** Creates new backup codes and voids the old ones. The returned texts exist nowhere else: only keyed hashes are stored. */
export async function issueBackupCodes(deps: Deps, tx: Transaction, userId: string): Promise<string[]> {
  const codes = new Set<string>();
  while (codes.size < BACKUP_CODE_COUNT) codes.add(randomCharacters(deps.random, BACKUP_CODE_ALPHABET, BACKUP_CODE_LENGTH));
  const hashes = [...codes].map((code) => deps.keyedHash("backup-code", code));
  await replaceBackupCodeHashes(tx, userId, hashes, deps.clock.now());
  return [...codes].map(formatBackupCode);
}

type ConsumeInput = { userId: string; codeHash: string; client: ClientInfo };

/**
 * Consumes the code once and notifies its user, also when few are left. Returns false when it was consumed before. The caller calls
 * `recordBackupCodeUse` among the last writes of the transaction.
 */
export async function consumeBackupCode(deps: Deps, tx: Statements, { userId, codeHash, client }: ConsumeInput): Promise<boolean> {
  if (!(await markBackupCodeUsed(tx, userId, codeHash, deps.clock.now()))) return false;
  await recordSecurityNotice(deps, tx, { userId, kind: "backup-code-used", client });
  if ((await countUnusedBackupCodes(tx, userId)) <= BACKUP_CODES_LOW)
    await recordSecurityNotice(deps, tx, { userId, kind: "backup-codes-low", client });
  return true;
}

export async function recordBackupCodeUse(
  deps: Deps,
  tx: Statements,
  { userId, client }: { userId: string; client: ClientInfo },
): Promise<void> {
  await recordOwnEvent(deps, tx, { type: "backup-code-used", userId, factor: "backup_code", client });
}

type ReplaceInput = RequestClient & { session: ReverifiedSession };

/** Returns six new backup codes, which are shown only once; voids the old ones, used or not. */
export async function replaceBackupCodes(
  deps: Deps,
  { session, browserToken, client }: ReplaceInput,
): Promise<Result<{ backupCodes: string[] }, { code: "two-factor-off" }>> {
  const userId = session.user.id;
  const backupCodes = await deps.db.$transaction(async (tx) => {
    if (!(await lockSecret(tx, userId))) return null;
    const codes = await issueBackupCodes(deps, tx, userId);
    await endOtherBrowsers(deps, tx, { userId, browserToken });
    await recordSecurityNotice(deps, tx, { userId, kind: "backup-codes-replaced", client });
    await recordOwnEvent(deps, tx, { type: "backup-codes-replaced", userId, client });
    return codes;
  });
  return backupCodes ? ok({ backupCodes }) : err({ code: "two-factor-off" });
}

/** The user's backup codes: none of them can be shown again. `serial` names the set, as on its printed sheet. */
export type BackupCodesSummary = { left: number; total: number; lastUsedAt: Date | null; createdAt: Date; serial: string };

/** Returns null without backup codes. */
export async function readBackupCodes(deps: Deps, userId: string): Promise<BackupCodesSummary | null> {
  const codes = await findBackupCodes(deps.db, userId);
  const [first] = codes;
  if (!first) return null;
  const used = codes.flatMap(({ usedAt }) => usedAt ?? []);
  return {
    left: codes.length - used.length,
    total: codes.length,
    lastUsedAt: used.at(-1) ?? null,
    createdAt: first.createdAt,
    serial: serialOf(
      deps,
      codes.map(({ codeHash }) => codeHash),
    ),
  };
}

/** The serial of codes that were just issued, as `issueBackupCodes` returned them. */
export function backupCodesSerial(deps: Deps, issued: readonly string[]): string {
  return serialOf(
    deps,
    issued.map((code) => deps.keyedHash("backup-code", code.replace("-", ""))),
  );
}

/** A short name for a set of codes, by which a sheet of paper is recognized; says nothing about any code of it. */
function serialOf(deps: Deps, codeHashes: readonly string[]): string {
  const hash = Buffer.from(deps.keyedHash("backup-code-set", codeHashes.toSorted().join(" ")), "base64url");
  return [...hash.subarray(0, BACKUP_CODES_SERIAL_LENGTH)].map((byte) => BACKUP_CODE_ALPHABET[byte % BACKUP_CODE_ALPHABET.length]).join("");
}

/** For a changed AUTH_SECRET, after which no code can be checked: the rows would still be counted as left. */
export async function voidBackupCodes(tx: Transaction): Promise<void> {
  await deleteAllBackupCodes(tx);
}
