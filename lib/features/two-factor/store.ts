import type { Encrypted } from "@/lib/platform/crypto/encryption";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Statements } from "@/lib/platform/db/statements";

export async function findConfirmedSecret(db: Transaction, userId: string) {
  return db.totpSecret.findUnique({ where: { userId } });
}

export async function findPendingSecret(db: Transaction, sessionId: string, now: Date) {
  return db.pendingTotpSecret.findFirst({ where: { sessionId, expiresAt: { gt: now } } });
}

/** Replaces an expired enrolment by `pending`. One still under way stays, also against a parallel call. */
export async function insertPendingSecret(
  db: Transaction,
  owner: { userId: string; sessionId: string },
  pending: Encrypted,
  createdAt: Date,
  expiresAt: Date,
): Promise<void> {
  await db.pendingTotpSecret.deleteMany({ where: { sessionId: owner.sessionId, expiresAt: { lte: createdAt } } });
  await db.pendingTotpSecret.createMany({ data: [{ ...owner, ...pending, createdAt, expiresAt }], skipDuplicates: true });
}

/** Deletes the pending secret and returns its current ciphertext; null when a parallel request has confirmed or replaced it. */
export async function consumePendingSecret(tx: Transaction, id: string): Promise<Encrypted | null> {
  const [consumed] = await tx.$queryRaw<Encrypted[]>`
    DELETE FROM pending_totp_secrets WHERE id = ${id}::uuid RETURNING sealed AS "encrypted", key_id AS "keyId"`;
  return consumed ?? null;
}

type Confirmed = Encrypted & { id: string; userId: string; confirmedAt: Date; lastAcceptedStep: number };

/** Locks the user's secret until the transaction ends, which serializes changes to its data. Returns false without one. */
export async function lockSecret(tx: Transaction, userId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM totp_secrets WHERE user_id = ${userId}::uuid FOR UPDATE`;
  return rows.length === 1;
}

/** Replaces the working secret by the confirmed one, under an id of its own. */
export async function replaceSecret(tx: Transaction, { userId, ...secret }: Confirmed): Promise<void> {
  await tx.totpSecret.upsert({ where: { userId }, create: { userId, ...secret }, update: secret, select: { id: true } });
}

/** Consumes the time step of this secret. Returns true to exactly one of several parallel calls (RFC 6238 section 5.2). */
export async function consumeTimeStep(tx: Statements, secretId: string, step: number): Promise<boolean> {
  const consumed = await tx.$executeRaw`
    UPDATE totp_secrets SET last_accepted_step = ${step} WHERE id = ${secretId}::uuid AND last_accepted_step < ${step}`;
  return consumed === 1;
}

export async function replaceBackupCodeHashes(tx: Transaction, userId: string, codeHashes: string[], createdAt: Date): Promise<void> {
  await tx.backupCode.deleteMany({ where: { userId } });
  await tx.backupCode.createMany({ data: codeHashes.map((codeHash) => ({ userId, codeHash, createdAt })) });
}

export async function findBackupCode(db: Transaction, userId: string, codeHash: string) {
  return db.backupCode.findUnique({ where: { userId_codeHash: { userId, codeHash } }, select: { usedAt: true } });
}

/** Consumes the code of this user. Returns true to exactly one of several parallel calls. */
export async function markBackupCodeUsed(tx: Statements, userId: string, codeHash: string, usedAt: Date): Promise<boolean> {
  const consumed = await tx.$executeRaw`
    UPDATE backup_codes SET used_at = ${usedAt} WHERE user_id = ${userId}::uuid AND code_hash = ${codeHash} AND used_at IS NULL`;
  return consumed === 1;
}

/** The unused ones first, then by their use. */
export async function findBackupCodes(db: Transaction, userId: string) {
  const select = { codeHash: true, createdAt: true, usedAt: true };
  return db.backupCode.findMany({ where: { userId }, orderBy: { usedAt: { sort: "asc", nulls: "first" } }, select });
}

export async function countUnusedBackupCodes(db: Statements, userId: string): Promise<number> {
  const [row] = await db.$queryRaw<{ unused: number }[]>`
    SELECT count(*)::int AS unused FROM backup_codes WHERE user_id = ${userId}::uuid AND used_at IS NULL`;
  return row?.unused ?? 0;
}

/** Deletes secret, pending enrolments and backup codes. Returns whether there was a secret, and whether there was an enrolment. */
export async function deleteTwoFactor(tx: Transaction, userId: string): Promise<{ secret: boolean; enrolment: boolean }> {
  const secrets = await tx.totpSecret.deleteMany({ where: { userId } });
  const enrolments = await tx.pendingTotpSecret.deleteMany({ where: { userId } });
  await tx.backupCode.deleteMany({ where: { userId } });
  return { secret: secrets.count > 0, enrolment: enrolments.count > 0 };
}

/** Deletes all backup codes of all users. */
export async function deleteAllBackupCodes(tx: Transaction): Promise<void> {
  await tx.backupCode.deleteMany();
}

/** Deletes up to `count` enrolments that expired before `since`, oldest first. */
export async function deleteExpiredEnrolments(db: Statements, since: Date, count: number): Promise<void> {
  await db.$executeRaw`DELETE FROM pending_totp_secrets WHERE id IN
    (SELECT id FROM pending_totp_secrets WHERE expires_at < ${since} ORDER BY expires_at LIMIT ${count})`;
}
