import type { Transaction } from "@/lib/platform/db/connect";
import type { Statements } from "@/lib/platform/db/statements";
import { CLEANUP_BATCH_SIZE } from "@/lib/policy";
import type { EntryFields } from "./record";

type NewEntry = EntryFields & { deletedName: string | null };

/**
 * Appends to the chain in one statement: locks and advances the row of the chain's head, and gives the entry its number and hash. The
 * names are read within the statement, as they are now; `deletedName` is that of a subject who no longer exists.
 */
export async function appendEvent(tx: Statements, entry: NewEntry, mac: Buffer, keyId: string): Promise<void> {
  const { id, chain, at, type, actorUserId, subjectUserId, deletedName, factor, ip, userAgent, count } = entry;
  const appended = await tx.$executeRaw`
    WITH names AS (
      SELECT (SELECT username FROM users WHERE id = ${actorUserId}::uuid) AS actor,
             COALESCE(${deletedName}::text, (SELECT username FROM users WHERE id = ${subjectUserId}::uuid)) AS subject
    ), head AS (
      UPDATE audit_chains AS chain
      SET seq = chain.seq + 1,
          hash = sha256(chain.hash || sha256(convert_to(to_json(ARRAY[names.actor, names.subject])::text, 'UTF8')) || ${mac}::bytea)
      FROM names WHERE chain.id = ${chain}::smallint
      RETURNING chain.id, chain.seq, chain.hash, names.actor, names.subject
    )
    INSERT INTO audit_events (id, at, type, actor_user_id, actor_name, subject_user_id, subject_name, factor, ip, user_agent, count, chain, seq, hash, key_id)
    SELECT ${id}::uuid, ${at}::timestamptz, ${type}, ${actorUserId}::uuid, head.actor, ${subjectUserId}::uuid, head.subject, ${factor}::"Factor",
           ${ip}, ${userAgent}, ${count}::int, head.id, head.seq, head.hash, ${keyId}
    FROM head`;
  if (appended !== 1) throw new Error(`chain ${chain} of the audit log has no head`);
}

/** Serializes calls that record the same event, until the transaction ends. */
export async function lockRecording(tx: Transaction, what: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${what}, 0))`;
}

/**
 * Counts one more refused sign-in for each subject, and returns the highest of their counts. Rows are locked in the same order, which
 * rules out deadlocks.
 */
export async function countRefusal(db: Statements, subjects: string[], now: Date): Promise<number> {
  const rows = await db.$queryRaw<{ count: number }[]>`
    INSERT INTO audit_floods AS flood (subject, count, began_at)
    SELECT subject, 1, ${now}::timestamptz FROM unnest(${subjects}::text[]) AS subject ORDER BY subject
    ON CONFLICT (subject) DO UPDATE SET count = flood.count + 1
    RETURNING count`;
  return Math.max(...rows.map(({ count }) => count));
}

/** Returns the subjects whose period began before that moment. */
export async function findEndedFloods(db: Transaction, beganBefore: Date): Promise<string[]> {
  const rows = await db.auditFlood.findMany({
    where: { beganAt: { lte: beganBefore } },
    select: { subject: true },
    take: CLEANUP_BATCH_SIZE,
  });
  return rows.map(({ subject }) => subject);
}

/** Deletes the counts of these subjects, and returns them. */
export async function takeFloods(tx: Transaction, subjects: string[]): Promise<number[]> {
  const rows = await tx.$queryRaw<{ count: number }[]>`DELETE FROM audit_floods WHERE subject = ANY(${subjects}) RETURNING count`;
  return rows.map(({ count }) => count);
}

/** Leases the chains with entries to forward until `until`, and returns their positions; skips chains leased by another server. */
export async function leaseChains(db: Transaction, now: Date, until: Date): Promise<{ chain: number; seq: number }[]> {
  return db.$queryRaw`
    UPDATE audit_forwarding AS forwarding SET leased_until = ${until} FROM audit_chains
    WHERE audit_chains.id = forwarding.chain AND audit_chains.seq > forwarding.seq
      AND (leased_until IS NULL OR leased_until <= ${now} OR leased_until > ${until})
    RETURNING forwarding.chain, forwarding.seq`;
}

export async function findEntriesAfter(db: Transaction, chain: number, seq: number, take: number) {
  return db.auditEvent.findMany({ where: { chain, seq: { gt: seq } }, orderBy: { seq: "asc" }, take });
}

/** A server whose lease has ended moves no position back. */
export async function markForwarded(db: Transaction, chain: number, from: number, to: number): Promise<void> {
  await db.auditForwarding.updateMany({ where: { chain, seq: from }, data: { seq: to } });
}

export async function releaseChain(db: Transaction, chain: number): Promise<void> {
  await db.auditForwarding.updateMany({ where: { chain }, data: { leasedUntil: null } });
}

type FindMany = NonNullable<Parameters<Transaction["auditEvent"]["findMany"]>[0]>;
export type EventWhere = NonNullable<FindMany["where"]>;
export type EventRow = Awaited<ReturnType<typeof findEvents>>[number];
export type ChainRow = Awaited<ReturnType<typeof findChainRows>>[number];

type EventQuery = { where: EventWhere; order: "asc" | "desc"; take: number };

export async function findEvents(db: Transaction, { where, order, take }: EventQuery) {
  return db.auditEvent.findMany({ where, orderBy: { id: order }, take });
}

export async function readHeads(db: Transaction) {
  return db.auditChain.findMany({ orderBy: { id: "asc" } });
}

/** The position of a walk along a chain; the id separates two entries of one number. */
export type ChainCursor = { seq: number; id: string };

export async function findChainRows(db: Transaction, chain: number, { seq, id }: ChainCursor, take: number) {
  const rows = await db.auditEvent.findMany({
    where: { chain, seq: { gte: seq }, OR: [{ seq: { gt: seq } }, { id: { gt: id } }] },
    orderBy: [{ seq: "asc" }, { id: "asc" }],
    take,
  });
  return rows.map((row) => ({ ...row, chain, seq: row.seq ?? 0, hash: row.hash ?? new Uint8Array() }));
}

export async function countUnchained(db: Transaction): Promise<number> {
  return db.auditEvent.count({ where: { chain: null } });
}

/** Finds an entry that no walk meets: of a chain that does not exist, or without a number in its own. */
export async function findStray(db: Transaction, chains: number) {
  const outside = { OR: [{ chain: { lt: 0 } }, { chain: { gte: chains } }, { seq: null }, { seq: { lt: 1 } }] };
  return db.auditEvent.findFirst({ where: { chain: { not: null }, ...outside }, select: { chain: true, seq: true } });
}
