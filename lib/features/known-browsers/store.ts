import { v7 } from "uuid";
import type { Transaction } from "@/lib/platform/db/connect";
import type { ThrottledSecret } from "@/lib/platform/db/generated/enums";
import type { Statements } from "@/lib/platform/db/statements";
import { CLEANUP_BATCH_SIZE, KNOWN_BROWSERS_MAX } from "@/lib/policy";

/** `secondFactor`: a second factor has passed in this sign-in. */
type Seen = { userId: string; tokenHash: string; secondFactor: boolean; now: Date };

/** True when the user has signed in with this browser since `seenSince`. */
export async function touchBrowser(tx: Statements, { userId, tokenHash, secondFactor, now }: Seen, seenSince: Date): Promise<boolean> {
  const touched = await tx.$executeRaw`
    UPDATE known_browsers SET last_seen_at = ${now}, second_factor = second_factor OR ${secondFactor}
    WHERE user_id = ${userId}::uuid AND token_hash = ${tokenHash} AND last_seen_at > ${seenSince}`;
  return touched === 1;
}

/** Returns the browser's id when that secret has passed in it. */
export async function findBrowserId(db: Statements, userId: string, tokenHash: string, secret: ThrottledSecret): Promise<string | null> {
  const [browser] = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM known_browsers
    WHERE user_id = ${userId}::uuid AND token_hash = ${tokenHash} AND (second_factor OR ${secret === "password"})`;
  return browser?.id ?? null;
}

/** Moves the other accounts known under the old token to the new one. */
export async function rotateToken(tx: Statements, userId: string, oldHash: string, newHash: string): Promise<void> {
  await tx.$executeRaw`UPDATE known_browsers SET token_hash = ${newHash} WHERE token_hash = ${oldHash} AND user_id <> ${userId}::uuid`;
}

/**
 * Deletes the browsers seen longest ago above the limit, and adds this one. Returns how many browsers the user had before. Sign-ins of
 * one user are serialized (they lock the user), so parallel ones cannot exceed the limit.
 */
export async function insertBrowser(tx: Statements, { userId, tokenHash, secondFactor, now }: Seen): Promise<number> {
  const [row] = await tx.$queryRaw<{ before: number }[]>`
    WITH before AS (
      SELECT id, row_number() OVER (ORDER BY last_seen_at DESC, id DESC) AS place FROM known_browsers WHERE user_id = ${userId}::uuid
    ), evicted AS (
      DELETE FROM known_browsers USING before WHERE known_browsers.id = before.id AND place >= ${KNOWN_BROWSERS_MAX}
    )
    INSERT INTO known_browsers (id, user_id, token_hash, second_factor, first_seen_at, last_seen_at)
    VALUES (${v7()}::uuid, ${userId}::uuid, ${tokenHash}, ${secondFactor}, ${now}, ${now})
    RETURNING (SELECT count(*)::int FROM before) AS before`;
  return row?.before ?? 0;
}

export async function lockUserRow(tx: Statements, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
}

/** Deletes every browser of the user but the one of this hash. */
export async function deleteOtherBrowsers(tx: Statements, userId: string, keptHash: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM known_browsers WHERE user_id = ${userId}::uuid AND token_hash <> ${keptHash}`;
}

export async function saveSecondFactor(tx: Statements, userId: string, tokenHash: string, secondFactor: boolean): Promise<void> {
  await tx.$executeRaw`
    UPDATE known_browsers SET second_factor = ${secondFactor} WHERE user_id = ${userId}::uuid AND token_hash = ${tokenHash}`;
}

/** Deletes browsers not seen since, a batch at a time. */
export async function deleteUnseenSince(db: Transaction, seenBefore: Date): Promise<number> {
  return db.$executeRaw`DELETE FROM known_browsers WHERE id IN
    (SELECT id FROM known_browsers WHERE last_seen_at < ${seenBefore} ORDER BY last_seen_at LIMIT ${CLEANUP_BATCH_SIZE})`;
}
