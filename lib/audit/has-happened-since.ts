import type { Deps } from "@/lib/platform/deps";
import { lowestIdAt } from "./event-id";
import { findEvents } from "./store";
import type { EventType } from "./types";

/** Whether an event of that type was recorded since then, for any account. */
export async function hasHappenedSince(deps: Deps, type: EventType, since: Date): Promise<boolean> {
  const events = await findEvents(deps.db, { where: { type, id: { gt: lowestIdAt(since) } }, order: "desc", take: 1 });
  return events.length > 0;
}
