import type { Clock } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import type { AuditEntry } from "./types";

/** Writes the event in the transaction of the change that it tells of: both happen, or neither. */
export async function recordEvent(tx: Transaction, clock: Clock, entry: AuditEntry): Promise<void> {
  await tx.auditEvent.create({
    data: {
      at: clock.now(),
      type: entry.type,
      actorUserId: entry.actorUserId,
      subjectUserId: entry.subjectUserId,
      factor: entry.factor ?? null,
      ip: entry.client?.ip ?? null,
      userAgent: entry.client?.userAgent ?? null,
    },
    select: { id: true },
  });
}
