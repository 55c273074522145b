import { createHash } from "node:crypto";
import type { KeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { Factor } from "@/lib/platform/db/generated/enums";

/** What is known of an entry before it is written; the database adds the names. */
export type SealedFields = {
  id: string;
  chain: number;
  at: Date;
  type: string;
  actorUserId: string | null;
  subjectUserId: string | null;
  factor: Factor | null;
  ip: string | null;
  userAgent: string | null;
  count: number | null;
};

type Names = { actorName: string | null; subjectName: string | null };

/** Keyed, and kept nowhere: without the secret nobody can work out the hash of an entry at another place or with other words. */
export function sealEntry(keyedHash: KeyedHash, entry: SealedFields): Buffer {
  const { id, chain, at, type, actorUserId, subjectUserId, factor, ip, userAgent, count } = entry;
  // An entry for one event is as it was before entries had a count.
  const counted = count === null ? [] : [count];
  const text = JSON.stringify([id, chain, at.toISOString(), type, actorUserId, subjectUserId, factor, ip, userAgent, ...counted]);
  return Buffer.from(keyedHash("audit-entry", text), "base64url");
}

/** Names the secret without telling anything of it. */
export function sealKeyId(keyedHash: KeyedHash): string {
  return keyedHash("audit-key", "").slice(0, 8);
}

/**
 * The hash of an entry behind the one with the hash `previous`; `appendEvent` has the database work it out the same way. All
 * three parts have 32 bytes and the unknown one is last, so that no hash can be lengthened into that of another entry.
 */
export function chainHash(previous: Uint8Array, { actorName, subjectName }: Names, seal: Buffer): Buffer {
  const names = createHash("sha256")
    .update(JSON.stringify([actorName, subjectName]))
    .digest();
  return createHash("sha256").update(previous).update(names).update(seal).digest();
}
