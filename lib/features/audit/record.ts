import { createHash } from "node:crypto";
import { v7 } from "uuid";
import type { ClientInfo } from "@/lib/platform/client-info";
import { addSeconds } from "@/lib/platform/clock";
import type { KeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Factor } from "@/lib/platform/db/generated/enums";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { clientNetwork } from "@/lib/platform/http/client-address";
import {
  AUDIT_CHAINS,
  REFUSALS_RECORDED,
  REFUSALS_TOTAL_SHARES,
  REFUSALS_WINDOW_SECONDS,
  REFUSED_ACCESS_INTERVAL_SECONDS,
} from "@/lib/policy";
import { appendEvent, countRefusal, findEndedFloods, findEvents, lockRecording, takeFloods } from "./store";
import type { AuditEntry, EventType } from "./types";

/**
 * Writes the event in the transaction of the change that it records: both happen, or neither. It locks the subject's chain until the
 * transaction ends, so it comes last there: other writers wait briefly, and no holder of a chain waits for other rows.
 */
export async function recordEvent(deps: Deps, tx: Statements, entry: AuditEntry): Promise<void> {
  const id = newEventId(deps);
  const { type, actorUserId, subjectUserId, deletedName = null, factor = null, count = null, client } = entry;
  const row = {
    id,
    chain: chainOf(subjectUserId ?? id),
    at: deps.clock.now(),
    ...{ type, actorUserId, subjectUserId, factor, ip: client?.ip ?? null, userAgent: client?.userAgent ?? null, count },
  };
  await appendEvent(tx, { ...row, deletedName }, macEntry(deps.keyedHash, row), macKeyId(deps.keyedHash));
}

type OwnEntry = Omit<AuditEntry, "actorUserId" | "subjectUserId"> & { userId: string };

/** The same for what users do to their own account. */
export async function recordOwnEvent(deps: Deps, tx: Statements, { userId, ...entry }: OwnEntry): Promise<void> {
  await recordEvent(deps, tx, { ...entry, actorUserId: userId, subjectUserId: userId });
}

/** Everything about one user is in one chain; the last byte of an id is random. */
function chainOf(id: string): number {
  return Number.parseInt(id.slice(-2), 16) % AUDIT_CHAINS;
}

type RateLimitedEntry = AuditEntry & { subjectUserId: string };

/**
 * Records a repeatable event at most once in `intervalSeconds` for each actor and subject, also under parallel calls. Calls that find it
 * recorded take no lock: each waiting call would occupy a database connection.
 */
export async function recordRateLimited(deps: Deps, entry: RateLimitedEntry, intervalSeconds: number): Promise<void> {
  const { type, actorUserId, subjectUserId } = entry;
  const since = lowestIdAt(addSeconds(deps.clock.now(), -intervalSeconds));
  const lately = { where: { type, actorUserId, subjectUserId, id: { gt: since } }, order: "desc", take: 1 } as const;
  const isRecorded = async (db: Transaction) => (await findEvents(db, lately)).length > 0;
  if (await isRecorded(deps.db)) return;
  await deps.db.$transaction(async (tx) => {
    await lockRecording(tx, `${type} ${actorUserId} ${subjectUserId}`);
    if (!(await isRecorded(tx))) await recordEvent(deps, tx, entry);
  });
}

/** Records refused access of a signed-in user to an administrators' page. */
export async function recordRefusedAccess(deps: Deps, { userId, client }: { userId: string; client: ClientInfo }): Promise<void> {
  const entry = { type: "access-refused", actorUserId: userId, subjectUserId: userId, client } as const;
  await recordRateLimited(deps, entry, REFUSED_ACCESS_INTERVAL_SECONDS);
}

/** Whether an event of that type was recorded since then, for any account. */
export async function hasHappenedSince(deps: Deps, type: EventType, since: Date): Promise<boolean> {
  const events = await findEvents(deps.db, { where: { type, id: { gt: lowestIdAt(since) } }, order: "desc", take: 1 });
  return events.length > 0;
}

const RANDOM_BYTES = 16;
const HIGHEST_COUNT = 0xffff_ffff;
let count = 0;

/** A UUID v7 of this moment: ids are in the order of time, and within a millisecond in the order in which the server made them. */
function newEventId({ clock, random }: Pick<Deps, "clock" | "random">): string {
  count = count === HIGHEST_COUNT ? 0 : count + 1;
  return v7({ msecs: clock.now().getTime(), seq: count, random: random.bytes(RANDOM_BYTES) });
}

/** No event of `moment` or later has a smaller id, and every earlier one has. */
export function lowestIdAt(moment: Date): string {
  const time = Math.max(0, moment.getTime()).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** An entry before it is written; the database adds the names. */
export type EntryFields = {
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

/** Keyed, and not stored: without the secret an attacker cannot compute the hash of a moved or changed entry. */
export function macEntry(keyedHash: KeyedHash, entry: EntryFields): Buffer {
  const { id, chain, at, type, actorUserId, subjectUserId, factor, ip, userAgent, count } = entry;
  // An entry for one event has the MAC that it had before entries had a count.
  const counted = count === null ? [] : [count];
  const text = JSON.stringify([id, chain, at.toISOString(), type, actorUserId, subjectUserId, factor, ip, userAgent, ...counted]);
  return Buffer.from(keyedHash("audit-entry", text), "base64url");
}

/** Identifies the secret without revealing it. */
export function macKeyId(keyedHash: KeyedHash): string {
  return keyedHash("audit-key", "").slice(0, 8);
}

/**
 * The hash of an entry that follows the one with the hash `previous`; `appendEvent` computes the same in the database. All three parts
 * have 32 bytes and the secret one is last, which rules out length extension.
 */
export function chainHash(previous: Uint8Array, { actorName, subjectName }: Names, mac: Buffer): Buffer {
  const names = createHash("sha256")
    .update(JSON.stringify([actorName, subjectName]))
    .digest();
  return createHash("sha256").update(previous).update(names).update(mac).digest();
}

/** Shards of the count of all networks: with one row all refused sign-ins would wait for each other. */
const TOTAL = "total ";
const TOTAL_SHARES = Array.from({ length: REFUSALS_TOTAL_SHARES }, (_, share) => `${TOTAL}${share}`);

type Refused = Pick<AuditEntry, "subjectUserId"> & { client: NonNullable<AuditEntry["client"]> };

/**
 * Records a refused sign-in, which strangers can cause at will: in full while its network and all networks together have had few in
 * this period, else by its count alone (see `recordFloods`). The statements are the same for every name, against account enumeration.
 */
export async function recordRefusedSignIn(deps: Deps, { subjectUserId, client }: Refused): Promise<void> {
  const share = `${TOTAL}${(deps.random.bytes(1)[0] ?? 0) % REFUSALS_TOTAL_SHARES}`;
  const highest = await countRefusal(deps.db, [clientNetwork(client.ip), share], deps.clock.now());
  if (highest > REFUSALS_RECORDED) return;
  await recordEvent(deps, deps.db, { type: "sign-in-refused", actorUserId: null, subjectUserId, factor: "password", client });
}

/**
 * Ends the periods whose time is up, a step of the worker. Refused sign-ins above the limit become one entry with the total of the
 * period: one for each such network, and one for all networks together.
 */
export async function recordFloods(deps: Deps): Promise<void> {
  const began = addSeconds(deps.clock.now(), -REFUSALS_WINDOW_SECONDS);
  const ended = await findEndedFloods(deps.db, began);
  const networks = ended.filter((subject) => !subject.startsWith(TOTAL));
  for (const network of networks) await recordFlood(deps, [network], network);
  if (networks.length < ended.length) await recordFlood(deps, TOTAL_SHARES, "all networks");
}

/** Of several servers that find the period ended, one takes the counts and writes the entry. */
function recordFlood(deps: Deps, subjects: string[], ip: string): Promise<void> {
  return deps.db.$transaction(async (tx) => {
    const counts = await takeFloods(tx, subjects);
    if (!counts.some((count) => count > REFUSALS_RECORDED)) return;
    const entry = { type: "sign-ins-refused", actorUserId: null, subjectUserId: null, factor: "password" } as const;
    await recordEvent(deps, tx, { ...entry, client: { ip, userAgent: "" }, count: counts.reduce((sum, count) => sum + count) });
  });
}
