import { findUser, findUserById } from "@/lib/features/account/find-user";
import { listEventPage, readEvents } from "@/lib/features/audit/events";
import { recordOwnEvent } from "@/lib/features/audit/record";
import type { EventFilter, ExportedEvent } from "@/lib/features/audit/types";
import type { CurrentSession } from "@/lib/features/sessions/session";
import type { ClientInfo } from "@/lib/platform/client-info";
import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { AUDIT_BATCH_SIZE, AUDIT_PAGE_SIZE } from "@/lib/policy";
import { describeClient } from "./read-user-details";
import { userIdSchema } from "./schema";
import type { AuditPage, AuditQuery, ExportFormat } from "./types";

/** Returns a page of the audit log. The caller has checked that the actor is an administrator. */
export async function browseAuditLog(
  deps: Deps,
  { after, before, ...query }: AuditQuery & { after?: string; before?: string },
): Promise<AuditPage> {
  const found = await auditFilter(deps, query);
  if (!found) return { events: [], newer: null, older: null, person: null };
  const { events, newer, older } = await listEventPage(deps, { filter: found.filter, after, before, take: AUDIT_PAGE_SIZE });
  return {
    newer,
    older,
    person: found.person,
    events: events.map(({ client, ...event }) => ({ ...event, device: client && describeClient(client) })),
  };
}

const DAY_SECONDS = 24 * 60 * 60;

/** Returns the query with the account's id, and the account's name; null when no account has that name or address. */
async function auditFilter(deps: Deps, query: AuditQuery): Promise<{ filter: EventFilter; person: string | null } | null> {
  const { type, factor, ip, from, to } = query;
  const filter: EventFilter = {
    ...(type && { type }),
    ...(factor && { factor }),
    ...(ip.trim() && { ip: ip.trim() }),
    ...(from && { from: dayOf(from) }),
    ...(to && { until: addSeconds(dayOf(to), DAY_SECONDS) }),
  };
  if (!query.person.trim()) return { filter, person: null };
  const person = await findUserByText(deps, query.person.trim());
  return person && { filter: { ...filter, involvedUserId: person.id }, person: person.username };
}

function dayOf(date: string): Date {
  return new Date(`${date}T00:00:00.000Z`);
}

/** The id may be of a deleted account, whose entries can still be found. */
async function findUserByText(deps: Deps, text: string): Promise<{ id: string; username: string } | null> {
  if (!userIdSchema.safeParse(text).success) return findUser(deps, text);
  return (await findUserById(deps, text)) ?? { id: text, username: text };
}

const COLUMNS = [
  ...["id", "at", "type", "actorUserId", "actor", "subjectUserId", "subject", "factor", "ip", "userAgent", "count"],
  ...["chain", "seq", "hash"],
] as (keyof ExportedEvent)[];

type Requester = { session: CurrentSession; client: ClientInfo };

/** Records that the session's administrator exports the audit log. */
export async function recordExport(deps: Deps, { session, client }: Requester): Promise<void> {
  const { id } = session.user;
  await recordOwnEvent(deps, deps.db, { type: "audit-log-exported", userId: id, client });
}

/**
 * Yields everything that the query finds, newest first, as the text of a file. The caller has checked that the actor is an administrator,
 * and recorded the export. Hashes are in hexadecimal, so that a copy kept elsewhere can be compared with the log.
 */
export async function* exportAuditLog(deps: Deps, query: AuditQuery, format: ExportFormat): AsyncGenerator<string> {
  if (format === "csv") yield BYTE_ORDER_MARK + csvLine(COLUMNS);
  const found = await auditFilter(deps, query);
  if (!found) return;
  for await (const events of readEvents(deps, found.filter, AUDIT_BATCH_SIZE)) yield events.map(LINES[format]).join("");
}

const LINES: Record<ExportFormat, (event: ExportedEvent) => string> = {
  csv: (event) => csvLine(COLUMNS.map((column) => event[column])),
  jsonl: (event) => `${JSON.stringify(event)}\n`,
};

/** Characters that begin a formula in a spreadsheet (OWASP, CSV Injection), including their full-width forms. */
const FORMULA_START = /[=+\-@\t\r＝＋－＠]/.source;

/**
 * Places where a cell may begin: in Excel the locale decides which separator a file is split at, quotes are only recognized right behind
 * that separator, and a quoted line break then begins a row. Quotes and blanks before the formula do not disarm it.
 */
const CELL_START = /(?:^|[,;|\t\r\n])["'\s\p{Default_Ignorable_Code_Point}]*/u.source;

const FORMULA = new RegExp(`(?=${FORMULA_START})(?<=${CELL_START})`, "gu");

/** Excel reads a file without it in the code page of its locale. */
const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Returns a line of RFC 4180 in which no text becomes a formula, whether the file is opened with commas, semicolons, tabs or bars as
 * separators: every possible beginning of one is prefixed with an apostrophe (a user agent may hold any text).
 */
export function csvLine(cells: (string | number | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(value: string | number | null): string {
  const text = typeof value === "string" ? value.replace(FORMULA, "'") : String(value ?? "");
  return /[",;|\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
