import type { AuditQuery } from "@/lib/features/administration/types";

/** The query of an address that asks for the same; what is not asked for is left out. */
export function auditParams(query: AuditQuery, more: Record<string, string> = {}): string {
  const asked = Object.entries({ ...query, ...more }).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return new URLSearchParams(asked).toString();
}
