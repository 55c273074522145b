import { v7 } from "uuid";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Statements } from "@/lib/platform/db/statements";
import { CLEANUP_BATCH_SIZE } from "@/lib/policy";

/** True when the user has signed in with this browser since `seenSince`. */
export async function touchBrowser(tx: Statements, userId: string, tokenHash: string, seenSince: Date, now: Date): Promise<boolean> {
  const touched = await tx.$executeRaw`
    UPDATE known_browsers SET last_seen_at = ${now}
    WHERE user_id = ${userId}::uuid AND token_hash = ${tokenHash} AND last_seen_at > ${seenSince}`;
  return touched === 1;
}

export async function findBrowserId(db: Transaction, userId: string, tokenHash: string): Promise<string | null> {
  const browser = await db.knownBrowser.findUnique({ where: { userId_tokenHash: { userId, tokenHash } }, select: { id: true } });
  return browser?.id ?? null;
}

/** Everybody else who is known under the old token is known under the new one. */
export async function renameToken(tx: Statements, userId: string, oldHash: string, newHash: string): Promise<void> {
  await tx.$executeRaw`UPDATE known_browsers SET token_hash = ${newHash} WHERE token_hash = ${oldHash} AND user_id <> ${userId}::uuid`;
}

/** One statement; how many browsers the user had before. */
export async function insertBrowser(tx: Statements, userId: string, tokenHash: string, now: Date): Promise<number> {
  const [row] = await tx.$queryRaw<{ before: number }[]>`
    INSERT INTO known_browsers (id, user_id, token_hash, first_seen_at, last_seen_at)
    VALUES (${v7()}::uuid, ${userId}::uuid, ${tokenHash}, ${now}, ${now})
    RETURNING (SELECT count(*)::int FROM known_browsers WHERE user_id = ${userId}::uuid) AS before`;
  return row?.before ?? 0;
}

/** Deletes browsers not seen since, a batch at a time. */
export async function deleteUnseenSince(db: Transaction, seenBefore: Date): Promise<number> {
  return db.$executeRaw`DELETE FROM known_browsers WHERE id IN
    (SELECT id FROM known_browsers WHERE last_seen_at < ${seenBefore} ORDER BY last_seen_at LIMIT ${CLEANUP_BATCH_SIZE})`;
}
