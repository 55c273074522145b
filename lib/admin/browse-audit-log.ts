import { listEventPage } from "@/lib/audit/list-events";
import type { Deps } from "@/lib/platform/deps";
import { AUDIT_PAGE_SIZE } from "@/lib/policy";
import { auditFilter } from "./audit-filter";
import { whereOf } from "./read-user-details";
import type { AuditPage, AuditQuery } from "./types";

/** A page of the audit log for an administrator, who is whom the caller has made sure of. */
export async function browseAuditLog(
  deps: Deps,
  { after, before, ...query }: AuditQuery & { after?: string; before?: string },
): Promise<AuditPage> {
  const asked = await auditFilter(deps, query);
  if (!asked) return { events: [], newer: null, older: null, person: null };
  const { events, newer, older } = await listEventPage(deps, { filter: asked.filter, after, before, take: AUDIT_PAGE_SIZE });
  return {
    newer,
    older,
    person: asked.person,
    events: events.map(({ client, ...event }) => ({ ...event, where: client && whereOf(client) })),
  };
}
