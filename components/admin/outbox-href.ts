import type { OutboxQuery } from "@/lib/features/notifications/types";

/** The address of the outbox; `mail` is the email that is open. */
export function outboxHref({ show, after, before, mail }: OutboxQuery & { mail?: string }): string {
  const query = new URLSearchParams({ ...(show && { show }), ...(after && { after }), ...(before && { before }), ...(mail && { mail }) });
  return query.size > 0 ? `/admin/outbox?${query}` : "/admin/outbox";
}
