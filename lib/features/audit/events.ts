import type { Activity, ActivityPage, ActivityQuery } from "@/lib/features/account/types";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { describeUserAgent } from "@/lib/platform/client-info";
import type { Deps } from "@/lib/platform/deps";
import { lowestIdAt } from "./record";
import { type EventRow, type EventWhere, findEvents } from "./store";
import { EVENT_TYPES, type EventFilter, type EventPage, type EventPageQuery, type ExportedEvent, type RecordedEvent } from "./types";

/** Returns the latest `count` events that concern the account, newest first. */
export async function listEvents(deps: Deps, subjectUserId: string, count: number): Promise<RecordedEvent[]> {
  return (await listEventPage(deps, { filter: { subjectUserId }, take: count })).events;
}

/** Returns one page. Pages begin at an entry, not at an offset, so concurrent writes skip or repeat no entry. */
export async function listEventPage(deps: Deps, { filter, after, before, take }: EventPageQuery): Promise<EventPage> {
  const backwards = before !== undefined;
  const rows = await findMatching(deps, filter, { after, before, take: take + 1 });
  const shown = rows.slice(0, take);
  const events = (backwards ? shown.reverse() : shown).flatMap(toRecorded);
  const [ahead, behind] = [rows.length > take, after !== undefined || backwards];
  const [hasOlder, hasNewer] = backwards ? [behind, ahead] : [ahead, behind];
  return { events, newer: (hasNewer && shown[0]?.id) || null, older: (hasOlder && shown.at(-1)?.id) || null };
}

function toRecorded(row: EventRow): RecordedEvent[] {
  const type = EVENT_TYPES.find((name) => name === row.type);
  const { id, at, actorUserId, actorName: actor, subjectUserId, subjectName: subject, factor, ip, userAgent, count } = row;
  const client = ip === null ? null : { ip, userAgent: userAgent ?? "" };
  return type ? [{ id, at, type, actorUserId, actor, subjectUserId, subject, factor, client, count }] : [];
}

/** Yields every matching entry, newest first, `batch` entries at a time. */
export async function* readEvents(deps: Deps, filter: EventFilter, batch: number): AsyncGenerator<ExportedEvent[]> {
  let after: string | undefined;
  do {
    const rows = await findMatching(deps, filter, { after, take: batch });
    if (rows.length > 0) yield rows.map(toExported);
    after = rows.length === batch ? rows.at(-1)?.id : undefined;
  } while (after);
}

/** An entry as it leaves the console. */
export function toExported({ at, actorName: actor, subjectName: subject, hash, keyId: _keyId, ...row }: EventRow): ExportedEvent {
  return { ...row, at: at.toISOString(), actor, subject, hash: hash && Buffer.from(hash).toString("hex") };
}

type PageRange = { after?: string; before?: string; take: number };

/**
 * Returns entries older than `after`, newest first, or newer than `before`, oldest first. Entries by a user and about a user are two
 * indexes: each is queried by itself, and the results are merged.
 */
async function findMatching(
  { db }: Deps,
  { involvedUserId, ...filter }: EventFilter,
  { after, before, take }: PageRange,
): Promise<EventRow[]> {
  const order = before === undefined ? "desc" : "asc";
  const where = [matching(filter), ...(after ? [{ id: { lt: after } }] : []), ...(before ? [{ id: { gt: before } }] : [])];
  const find = (...more: EventWhere[]) => findEvents(db, { where: { AND: [...where, ...more] }, order, take });
  if (involvedUserId === undefined) return find();
  const both = await Promise.all([find({ subjectUserId: involvedUserId }), find({ actorUserId: involvedUserId })]);
  const unique = [...new Map(both.flat().map((row) => [row.id, row])).values()];
  return unique.sort((a, b) => (a.id < b.id === (order === "asc") ? -1 : 1)).slice(0, take);
}

/** Filters times by the ids, which begin with them, so that one index serves both filter and order. */
function matching({ from, until, ...equal }: Omit<EventFilter, "personId">): EventWhere {
  return { ...equal, id: { ...(from && { gte: lowestIdAt(from) }), ...(until && { lt: lowestIdAt(until) }) } };
}

/** Returns the events of one's own account, newest first. Actions on other accounts are in the audit log alone. */
export async function listActivity(deps: Deps, { user }: CurrentSession, query: ActivityQuery): Promise<ActivityPage> {
  const { events, ...page } = await listEventPage(deps, { ...query, filter: { subjectUserId: user.id } });
  return { ...page, events: events.map((event) => toActivity(event, user.id)) };
}

/** An administrator who acted is named, but the administrator's location stays private. */
function toActivity({ id, at, type, actorUserId, actor, client }: RecordedEvent, userId: string): Activity {
  const device = client && { ip: client.ip, ...describeUserAgent(client.userAgent) };
  if (actorUserId === userId) return { id, at, type, by: "yourself", name: null, device };
  if (actorUserId !== null) return { id, at, type, by: "other", name: actor, device: null };
  return { id, at, type, by: device ? "signed-out" : "operator", name: null, device };
}
