import type { Deps } from "@/lib/platform/deps";
import { findMatching } from "./find-matching";
import type { EventRow } from "./store";
import { EVENT_TYPES, type EventPage, type EventPageQuery, type RecordedEvent } from "./types";

/** The latest `count` events that concern the account, newest first. */
export async function listEvents(deps: Deps, subjectUserId: string, count: number): Promise<RecordedEvent[]> {
  return (await listEventPage(deps, { filter: { subjectUserId }, take: count })).events;
}

/** One page. It begins at an entry, not at a number: none is skipped or shown twice while others are being written. */
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
