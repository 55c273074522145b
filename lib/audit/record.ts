import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { AUDIT_CHAINS } from "@/lib/policy";
import { newEventId } from "./event-id";
import { sealEntry, sealKeyId } from "./seal-entry";
import { appendEvent } from "./store";
import type { AuditEntry } from "./types";

/**
 * Writes the event in the transaction of the change that it tells of: both happen, or neither. It locks the subject's chain
 * until the transaction ends, so it comes last there: nobody waits long, and nobody who holds a chain waits for other rows.
 */
export async function recordEvent(deps: Deps, tx: Statements, entry: AuditEntry): Promise<void> {
  const id = newEventId(deps);
  const { type, actorUserId, subjectUserId, factor = null, count = null, client } = entry;
  const row = {
    id,
    chain: chainOf(subjectUserId ?? id),
    at: deps.clock.now(),
    ...{ type, actorUserId, subjectUserId, factor, ip: client?.ip ?? null, userAgent: client?.userAgent ?? null, count },
  };
  await appendEvent(tx, row, sealEntry(deps.keyedHash, row), sealKeyId(deps.keyedHash));
}

/** Everything about one person is in one chain; the last byte of an id is random. */
function chainOf(id: string): number {
  return Number.parseInt(id.slice(-2), 16) % AUDIT_CHAINS;
}
