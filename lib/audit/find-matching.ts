import type { Deps } from "@/lib/platform/deps";
import { lowestIdAt } from "./event-id";
import { type EventRow, type EventWhere, findEvents } from "./store";
import type { EventFilter } from "./types";

type Place = { after?: string; before?: string; take: number };

/**
 * Entries older than `after`, the newest first, or newer than `before`, the oldest first. What somebody did and what happened to them are two indexes: each is
 * asked by itself, and both are merged.
 */
export async function findMatching(
  { db }: Deps,
  { personId, ...filter }: EventFilter,
  { after, before, take }: Place,
): Promise<EventRow[]> {
  const order = before === undefined ? "desc" : "asc";
  const where = [matching(filter), ...(after ? [{ id: { lt: after } }] : []), ...(before ? [{ id: { gt: before } }] : [])];
  const find = (...more: EventWhere[]) => findEvents(db, { where: { AND: [...where, ...more] }, order, take });
  if (personId === undefined) return find();
  const both = await Promise.all([find({ subjectUserId: personId }), find({ actorUserId: personId })]);
  const unique = [...new Map(both.flat().map((row) => [row.id, row])).values()];
  return unique.sort((a, b) => (a.id < b.id === (order === "asc") ? -1 : 1)).slice(0, take);
}

/** Times by the ids, which begin with them, so that one index serves them and the order. */
function matching({ from, until, ...equal }: Omit<EventFilter, "personId">): EventWhere {
  return { ...equal, id: { ...(from && { gte: lowestIdAt(from) }), ...(until && { lt: lowestIdAt(until) }) } };
}
