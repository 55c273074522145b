import { findUserById } from "@/lib/features/account/find-user";
import { listEventPage, listEvents } from "@/lib/features/audit/events";
import { listSessions } from "@/lib/features/sessions/devices";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { findActiveThrottles } from "@/lib/features/throttle/throttle";
import { daysSince } from "@/lib/features/two-factor/state";
import { type ClientInfo, describeUserAgent } from "@/lib/platform/client-info";
import type { Deps } from "@/lib/platform/deps";
import { RECENT_EVENTS } from "@/lib/policy";
import { availableActions } from "./act-on-user";
import type { DeletedUser, UserDetails } from "./types";

/** Returns everything about one account, or null without such an account. The caller has checked that the actor is an administrator. */
export async function readUserDetails(deps: Deps, session: CurrentSession, userId: string): Promise<UserDetails | null> {
  const user = await findUserById(deps, userId);
  if (!user) return null;
  const sessions = await listSessions(deps, userId, null);
  const events = await listEvents(deps, userId, RECENT_EVENTS);
  const throttles = await findActiveThrottles(deps, userId);
  return {
    user,
    daysSinceConfirmed: daysSince(user.twoFactor.confirmedAt, deps.clock.now()),
    throttles,
    actions: availableActions(user, session.user.id, throttles.length > 0),
    sessions: sessions.map(({ id, factors, createdAt, lastSeenAt, ...client }) => ({
      id,
      factors,
      createdAt,
      lastSeenAt,
      ...describeClient(client),
    })),
    events: events.map(({ client, ...event }) => ({ ...event, device: client && describeClient(client) })),
  };
}

/**
 * Returns what the audit log says of an account that was deleted, or null for an id that no account has had. The caller has checked that the
 * actor is an administrator.
 */
export async function readDeletedUser(deps: Deps, userId: string): Promise<DeletedUser | null> {
  const { events } = await listEventPage(deps, { filter: { subjectUserId: userId, type: "user-deleted" }, take: 1 });
  return events[0] ? { username: events[0].subject ?? "", at: events[0].at, by: events[0].actor } : null;
}

/** Describes a client in a text that is safe to show. */
export function describeClient({ ip, userAgent }: ClientInfo) {
  return { ip, ...describeUserAgent(userAgent) };
}
