import type { Transaction } from "@/lib/platform/db/connect";
import type { Statements } from "@/lib/platform/db/statements";
import { CLEANUP_BATCH_SIZE } from "@/lib/policy";
import type { EntryFields } from "./record";

/**
 * Appends to the chain in one statement: the row of the chain's head is locked, moved on, and the entry takes its place and
 * hash from it. The names are read within the statement, as they are now.
 */
export async function appendEvent(tx: Statements, entry: EntryFields, mac: Buffer, keyId: string): Promise<void> {
  const { id, chain, at, type, actorUserId, subjectUserId, factor, ip, userAgent, count } = entry;
  const appended = await tx.$executeRaw`
    WITH names AS (
      SELECT (SELECT username FROM users WHERE id = ${actorUserId}::uuid) AS actor,
             (SELECT username FROM users WHERE id = ${subjectUserId}::uuid) AS subject
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

/** One at a time, until the transaction ends, of those who record the same. */
export async function lockRecording(tx: Transaction, what: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${what}, 0))`;
}

/**
 * Counts one more refused sign-in for each subject, and returns the highest of their counts. All take the rows in the same order, so that
 * no two wait for each other.
 */
export async function countRefusal(db: Statements, subjects: string[], now: Date): Promise<number> {
  const rows = await db.$queryRaw<{ count: number }[]>`
    INSERT INTO audit_floods AS flood (subject, count, began_at)
    SELECT subject, 1, ${now}::timestamptz FROM unnest(${subjects}::text[]) AS subject ORDER BY subject
    ON CONFLICT (subject) DO UPDATE SET count = flood.count + 1
    RETURNING count`;
  return Math.max(...rows.map(({ count }) => count));
}

/** The subjects whose period began before that moment. */
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

/** Takes the chains that have entries to be forwarded until `until`, and says how far each has got; none that another server has. */
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

/** A server that has outlived its lease moves nothing back. */
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

/** Where a walk along a chain stands; two entries of one number are told apart by their ids. */
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

/** An entry that no walk along the chains meets: of a chain that there is not, or without a place in its own. */
export async function findStray(db: Transaction, chains: number) {
  const outside = { OR: [{ chain: { lt: 0 } }, { chain: { gte: chains } }, { seq: null }, { seq: { lt: 1 } }] };
  return db.auditEvent.findFirst({ where: { chain: { not: null }, ...outside }, select: { chain: true, seq: true } });
}
