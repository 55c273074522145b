import { readEvents } from "@/lib/audit/read-events";
import type { ExportedEvent } from "@/lib/audit/types";
import type { Deps } from "@/lib/platform/deps";
import { AUDIT_BATCH_SIZE } from "@/lib/policy";
import { auditFilter } from "./audit-filter";
import { BYTE_ORDER_MARK, csvLine } from "./csv-line";
import type { AuditQuery, ExportFormat } from "./types";

const COLUMNS = [
  ...["id", "at", "type", "actorUserId", "actor", "subjectUserId", "subject", "factor", "ip", "userAgent"],
  ...["chain", "seq", "hash"],
] as (keyof ExportedEvent)[];

/**
 * Everything that the query finds, the newest first, as the text of a file; for an administrator, who is whom the caller has
 * made sure of. Hashes are in hexadecimal, so that a copy kept elsewhere can be held against the log.
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
