import { v7 } from "uuid";
import { addSeconds } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { AUDIT_CHAINS } from "@/lib/policy";
import { sealEntry, sealKeyId } from "./entry-mac";
import { appendEvent, findEvents, lockRecording } from "./store";
import type { AuditEntry, EventType } from "./types";

/**
 * Writes the event in the transaction of the change that it tells of: both happen, or neither. It locks the subject's chain
 * until the transaction ends, so it comes last there: nobody waits long, and nobody who holds a chain waits for other rows.
 */
export async function recordEvent(deps: Deps, tx: Statements, entry: AuditEntry): Promise<void> {
  const id = newEventId(deps);
  const { type, actorUserId, subjectUserId, factor = null, count = null, client } = entry;
  const row = {
    id,
    chain: chainOf(subjectUserId ?? id),
    at: deps.clock.now(),
    ...{ type, actorUserId, subjectUserId, factor, ip: client?.ip ?? null, userAgent: client?.userAgent ?? null, count },
  };
  await appendEvent(tx, row, sealEntry(deps.keyedHash, row), sealKeyId(deps.keyedHash));
}

/** Everything about one person is in one chain; the last byte of an id is random. */
function chainOf(id: string): number {
  return Number.parseInt(id.slice(-2), 16) % AUDIT_CHAINS;
}

type Sparing = AuditEntry & { subjectUserId: string };

/**
 * Records what can be done as often as one likes, but once in `intervalSeconds` for each actor and subject, also of many tries at once.
 * Those who find it recorded wait for nobody: each that waits for the lock keeps a connection from everybody else.
 */
export async function recordSparingly(deps: Deps, entry: Sparing, intervalSeconds: number): Promise<void> {
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

/** Whether an event of that type was recorded since then, for any account. */
export async function hasHappenedSince(deps: Deps, type: EventType, since: Date): Promise<boolean> {
  const events = await findEvents(deps.db, { where: { type, id: { gt: lowestIdAt(since) } }, order: "desc", take: 1 });
  return events.length > 0;
}

const RANDOM_BYTES = 16;
const HIGHEST_COUNT = 0xffff_ffff;
let count = 0;

/** A UUID v7 of this moment: ids are in the order of time, and within a millisecond in that in which a server made them. */
function newEventId({ clock, random }: Pick<Deps, "clock" | "random">): string {
  count = count === HIGHEST_COUNT ? 0 : count + 1;
  return v7({ msecs: clock.now().getTime(), seq: count, random: random.bytes(RANDOM_BYTES) });
}

/** No event of `moment` or later has a smaller id, and every earlier one has. */
export function lowestIdAt(moment: Date): string {
  const time = Math.max(0, moment.getTime()).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
