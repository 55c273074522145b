import type { EventFilter } from "@/lib/audit/types";
import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { findUser, findUserById } from "@/lib/users/find-user";
import { userIdSchema } from "./schema";
import type { AuditQuery } from "./types";

const DAY_SECONDS = 24 * 60 * 60;

/** The query in the words of the log, and the name of whom it asks for; null: nobody is called that. */
export async function auditFilter(deps: Deps, query: AuditQuery): Promise<{ filter: EventFilter; person: string | null } | null> {
  const { type, factor, ip, from, to } = query;
  const filter: EventFilter = {
    ...(type && { type }),
    ...(factor && { factor }),
    ...(ip.trim() && { ip: ip.trim() }),
    ...(from && { from: dayOf(from) }),
    ...(to && { until: addSeconds(dayOf(to), DAY_SECONDS) }),
  };
  if (!query.person.trim()) return { filter, person: null };
  const person = await findPerson(deps, query.person.trim());
  return person && { filter: { ...filter, personId: person.id }, person: person.username };
}

function dayOf(date: string): Date {
  return new Date(`${date}T00:00:00.000Z`);
}

/** An id may be one of nobody any more: what somebody did stays to be found when the account is gone. */
async function findPerson(deps: Deps, text: string): Promise<{ id: string; username: string } | null> {
  if (!userIdSchema.safeParse(text).success) return findUser(deps, text);
  return (await findUserById(deps, text)) ?? { id: text, username: text };
}
