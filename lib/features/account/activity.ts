import { listEventPage } from "@/lib/features/audit/events";
import type { RecordedEvent } from "@/lib/features/audit/types";
import type { CurrentSession } from "@/lib/features/sessions/types";
import { describeUserAgent } from "@/lib/platform/client-info";
import type { Deps } from "@/lib/platform/deps";
import type { Activity, ActivityPage, ActivityQuery } from "./types";

/** What happened to one's own account, the newest first. What one does to other people's is in the audit log alone. */
export async function listActivity(deps: Deps, { user }: CurrentSession, query: ActivityQuery): Promise<ActivityPage> {
  const { events, ...page } = await listEventPage(deps, { ...query, filter: { subjectUserId: user.id } });
  return { ...page, events: events.map((event) => toActivity(event, user.id)) };
}

/** Somebody else who has acted, an administrator, is named; where they were is nobody's business. */
function toActivity({ id, at, type, actorUserId, actor, client }: RecordedEvent, userId: string): Activity {
  const where = client && { ip: client.ip, ...describeUserAgent(client.userAgent) };
  if (actorUserId === userId) return { id, at, type, by: "yourself", name: null, where };
  if (actorUserId !== null) return { id, at, type, by: "somebody", name: actor, where: null };
  return { id, at, type, by: where ? "nobody" : "operator", name: null, where };
}
