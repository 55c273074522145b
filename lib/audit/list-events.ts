import type { Deps } from "@/lib/platform/deps";
import { EVENT_TYPES, type RecordedEvent } from "./types";

/** The latest `count` events that concern the account, newest first. */
export async function listEvents(deps: Deps, subjectUserId: string, count: number): Promise<RecordedEvent[]> {
  const rows = await deps.db.auditEvent.findMany({
    relationLoadStrategy: "join",
    where: { subjectUserId, type: { in: [...EVENT_TYPES] } },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: count,
    select: { id: true, at: true, type: true, factor: true, ip: true, userAgent: true, actor: { select: { username: true } } },
  });
  return rows.flatMap(({ type, actor, ip, userAgent, ...row }) => {
    const known = EVENT_TYPES.find((name) => name === type);
    const client = ip === null ? null : { ip, userAgent: userAgent ?? "" };
    return known ? [{ ...row, type: known, actor: actor?.username ?? null, client }] : [];
  });
}
