import type { Statements } from "@/lib/platform/db/statements";

/** Returns true to exactly one of several parallel calls, until `expiresAt`. */
export async function claimAnswer(db: Statements, keyHash: string, now: Date, expiresAt: Date): Promise<boolean> {
  const claimed = await db.$executeRaw`
    INSERT INTO form_answers AS answer (key_hash, expires_at) VALUES (${keyHash}, ${expiresAt})
    ON CONFLICT (key_hash) DO UPDATE SET expires_at = excluded.expires_at, sealed = NULL WHERE answer.expires_at <= ${now}`;
  return claimed === 1;
}

/** Returns the encrypted answer, once there is one. */
export async function findAnswer(db: Statements, keyHash: string, now: Date): Promise<string | null> {
  const [row] = await db.$queryRaw<{ encrypted: string | null }[]>`
    SELECT sealed AS "encrypted" FROM form_answers WHERE key_hash = ${keyHash} AND expires_at > ${now}`;
  return row?.encrypted ?? null;
}

export async function saveAnswer(db: Statements, keyHash: string, encrypted: string): Promise<void> {
  await db.$executeRaw`UPDATE form_answers SET sealed = ${encrypted} WHERE key_hash = ${keyHash}`;
}

export async function deleteAnswer(db: Statements, keyHash: string): Promise<void> {
  await db.$executeRaw`DELETE FROM form_answers WHERE key_hash = ${keyHash}`;
}

export async function deleteAnswersBefore(db: Statements, now: Date, count: number): Promise<void> {
  await db.$executeRaw`DELETE FROM form_answers WHERE key_hash IN
    (SELECT key_hash FROM form_answers WHERE expires_at <= ${now} ORDER BY expires_at LIMIT ${count})`;
}
