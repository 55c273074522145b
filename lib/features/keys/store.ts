import type { Encrypted, EncryptedRow, EncryptedTable } from "@/lib/platform/crypto/encryption";
import type { Transaction } from "@/lib/platform/db/connect";
import { named, type Sql, type Statements, sql } from "@/lib/platform/db/statements";
import { SERVER_LEASE_SECONDS } from "@/lib/policy";

/** Advisory-lock key, shared by everything that depends on which keys the running servers know. */
const KEYS_LOCK = 76_114;

/** A start may wait for a batch of a rotation, and scans large tables. */
export const LONG_TRANSACTION = { timeout: 30_000 };

/** Held until the transaction ends: no server starts while rows are encrypted again, and none is missed. */
export async function lockKeys(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${KEYS_LOCK})`;
}

export type RunningServer = { id: string; keys: string[] };

const live = sql`seen_at > now() - make_interval(secs => ${SERVER_LEASE_SECONDS})`;

export async function findLiveServers(db: Transaction): Promise<RunningServer[]> {
  return db.$queryRaw<RunningServer[]>`SELECT id::text, keys FROM running_servers WHERE ${live}`;
}

/** Lists the server, and deletes those whose lease has ended. */
export async function listServer(tx: Transaction, { id, keys }: RunningServer): Promise<void> {
  await tx.$executeRaw`DELETE FROM running_servers WHERE NOT ${live}`;
  await tx.$executeRaw`INSERT INTO running_servers (id, keys, seen_at) VALUES (${id}::uuid, ${keys}, now())
    ON CONFLICT (id) DO UPDATE SET keys = excluded.keys, seen_at = excluded.seen_at`;
}

/** Returns false when the server is no longer listed, or its lease has ended. */
export async function markSeen(db: Statements, id: string): Promise<boolean> {
  return (await db.$executeRaw`UPDATE running_servers SET seen_at = now() WHERE id = ${id}::uuid AND ${live}`) === 1;
}

export async function unlistServer(db: Transaction, id: string): Promise<void> {
  await db.runningServer.deleteMany({ where: { id } });
}

export async function unlistAllServers(db: Transaction): Promise<void> {
  await db.runningServer.deleteMany();
}

/** Stores `value` under that name unless it has one already. Returns the stored value. */
export async function insertSettingOnce(db: Transaction, name: string, value: string): Promise<string> {
  await db.instanceSetting.createMany({ data: [{ name, value }], skipDuplicates: true });
  return (await db.instanceSetting.findUniqueOrThrow({ where: { name } })).value;
}

export async function findSetting(db: Transaction, name: string): Promise<string | null> {
  return (await db.instanceSetting.findUnique({ where: { name } }))?.value ?? null;
}

export async function deleteSetting(db: Transaction, name: string): Promise<void> {
  await db.instanceSetting.deleteMany({ where: { name } });
}

export async function replaceSetting(tx: Transaction, name: string, value: string): Promise<void> {
  await tx.instanceSetting.upsert({ where: { name }, create: { name, value }, update: { value } });
}

/** Returns the ids of the keys that rows of the table are encrypted with. */
export async function findKeyIds(db: Transaction, { table }: EncryptedTable): Promise<string[]> {
  const rows = await db.$queryRaw<{ keyId: string }[]>`
    SELECT DISTINCT key_id AS "keyId" FROM ${named(table)} WHERE key_id IS NOT NULL`;
  return rows.map(({ keyId }) => keyId);
}

/** Returns up to `count` rows encrypted with that key, newest first. */
export async function findEncryptedWith(db: Transaction, table: EncryptedTable, keyId: string, count: number): Promise<EncryptedRow[]> {
  return db.$queryRaw<EncryptedRow[]>`${selectFrom(table)} WHERE held.key_id = ${keyId} ORDER BY held.id DESC LIMIT ${count}`;
}

/** Returns up to `count` rows encrypted with any other key, in order of their ids, after `after`. */
export async function findEncryptedOtherwise(
  db: Transaction,
  table: EncryptedTable,
  keyId: string,
  after: string,
  count: number,
): Promise<EncryptedRow[]> {
  return db.$queryRaw<EncryptedRow[]>`${selectFrom(table)}
    WHERE held.key_id <> ${keyId} AND held.id > ${after}::uuid ORDER BY held.id LIMIT ${count}`;
}

function selectFrom({ table, column }: EncryptedTable): Sql {
  return sql`SELECT held.id::text, held.user_id::text AS "userId", users.username, held.${named(column)} AS "encrypted",
      to_jsonb(held) ->> 'to_address' AS "toAddress"
    FROM ${named(table)} AS held LEFT JOIN users ON users.id = held.user_id`;
}

export type Reencrypted = { id: string; old: string; next: Encrypted };

/** Replaces each old envelope, unless it has changed since. Returns the number of rows changed. */
export async function replaceEncrypted(tx: Transaction, { table, column }: EncryptedTable, rows: Reencrypted[]): Promise<number> {
  const [name, encrypted] = [named(table), named(column)];
  const [ids, olds] = [rows.map(({ id }) => id), rows.map(({ old }) => old)];
  const [nexts, keyIds] = [rows.map(({ next }) => next.encrypted), rows.map(({ next }) => next.keyId)];
  return tx.$executeRaw`UPDATE ${name} AS held SET ${encrypted} = fresh.next, key_id = fresh.key_id
    FROM unnest(${ids}::uuid[], ${olds}::text[], ${nexts}::text[], ${keyIds}::text[]) AS fresh (id, old, next, key_id)
    WHERE held.id = fresh.id AND held.${encrypted} = fresh.old`;
}
