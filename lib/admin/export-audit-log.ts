import { readEvents } from "@/lib/audit/read-events";
import { recordEvent } from "@/lib/audit/record";
import type { ExportedEvent } from "@/lib/audit/types";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Deps } from "@/lib/platform/deps";
import { AUDIT_BATCH_SIZE } from "@/lib/policy";
import type { CurrentSession } from "@/lib/sessions/types";
import { auditFilter } from "./audit-filter";
import { BYTE_ORDER_MARK, csvLine } from "./csv-line";
import type { AuditQuery, ExportFormat } from "./types";

const COLUMNS = [
  ...["id", "at", "type", "actorUserId", "actor", "subjectUserId", "subject", "factor", "ip", "userAgent", "count"],
  ...["chain", "seq", "hash"],
] as (keyof ExportedEvent)[];

type Input = { session: CurrentSession; client: ClientInfo };

/** Records that the administrator of the session takes a copy of the audit log. */
export async function recordExport(deps: Deps, { session, client }: Input): Promise<void> {
  const { id } = session.user;
  await recordEvent(deps, deps.direct, { type: "audit-log-exported", actorUserId: id, subjectUserId: id, client });
}

/**
 * Everything that the query finds, the newest first, as the text of a file. The caller has checked that the actor is an administrator,
 * and recorded the export. Hashes are in hexadecimal, so that a copy kept elsewhere can be held against the log.
 */
export async function* exportAuditLog(deps: Deps, query: AuditQuery, format: ExportFormat): AsyncGenerator<string> {
  if (format === "csv") yield BYTE_ORDER_MARK + csvLine(COLUMNS);
  const asked = await auditFilter(deps, query);
  if (!asked) return;
  for await (const events of readEvents(deps, asked.filter, AUDIT_BATCH_SIZE)) yield events.map(LINES[format]).join("");
}

const LINES: Record<ExportFormat, (event: ExportedEvent) => string> = {
  csv: (event) => csvLine(COLUMNS.map((column) => event[column])),
  jsonl: (event) => `${JSON.stringify(event)}\n`,
};
