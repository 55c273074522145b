import type { ClientInfo } from "@/lib/platform/client-info";
import type { Factor } from "@/lib/platform/db/generated/enums";

/** The closed set of event types, the same in the database (table `audit_event_types`). */
export const EVENT_TYPES = [
  "user-created",
  "user-disabled",
  "user-enabled",
  "user-deleted",
  "administrator-granted",
  "administrator-removed",
  "sign-in-refused",
  "second-factor-refused",
  "signed-in",
  "signed-out",
  "sessions-revoked",
  "reverified",
  "reverification-refused",
  "two-factor-enabled",
  "two-factor-renewed",
  "two-factor-reset",
  "two-factor-disabled",
  "backup-code-used",
  "backup-codes-replaced",
  "password-changed",
  "address-changed",
  "address-confirmed",
  "email-verification-disabled",
  "settings-changed",
  "password-link-issued",
  "password-set",
  "keys-rotated",
  "auth-secret-accepted",
  "account-delayed",
  "account-unlocked",
  "access-refused",
  "outbox-email-read",
  "audit-log-exported",
  "sign-ins-refused",
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

export const FACTORS = ["password", "totp", "backup_code", "email_code"] as const satisfies Factor[];

/** `client` is null for what the operator does on the command line. */
export type AuditEntry = {
  type: EventType;
  actorUserId: string | null;
  subjectUserId: string | null;
  /** The name of a subject whose account this transaction has deleted; every other name is read as the entry is written. */
  deletedName?: string;
  factor?: Factor;
  client: ClientInfo | null;
  /** How many events the entry stands for; without it one. */
  count?: number;
};

/** An entry as read, with the names of its time. `actor` is null when no user was signed in and for the command line. */
export type RecordedEvent = {
  id: string;
  at: Date;
  type: EventType;
  actorUserId: string | null;
  actor: string | null;
  subjectUserId: string | null;
  subject: string | null;
  factor: Factor | null;
  client: ClientInfo | null;
  count: number | null;
};

/** An exported entry: the time in ISO 8601, the hash in hexadecimal. */
export type ExportedEvent = Pick<RecordedEvent, "id" | "actorUserId" | "actor" | "subjectUserId" | "subject" | "factor" | "count"> & {
  at: string;
  type: string;
  ip: string | null;
  userAgent: string | null;
  chain: number | null;
  seq: number | null;
  hash: string | null;
};

/** `subjectUserId`: whose account it concerns; `involvedUserId`: subject or actor. `until` is exclusive. */
export type EventFilter = {
  type?: EventType;
  subjectUserId?: string;
  involvedUserId?: string;
  factor?: Factor;
  ip?: string;
  from?: Date;
  until?: Date;
};

/** A page of older entries than `after`, or of newer ones than `before`; the newest without either. */
export type EventPageQuery = { filter: EventFilter; after?: string; before?: string; take: number };

/** Newest first. `newer` and `older` are the ids to page `before` and `after`; null where there is no further page. */
export type EventPage = { events: RecordedEvent[]; newer: string | null; older: string | null };

/** The last entry of a chain, the hash in hexadecimal. */
export type ChainHead = { chain: number; seq: number; hash: string };

/**
 * The damage of an entry. `removed`: it is missing; `inserted`: one too many; `reordered`: written at another place; `changed`: not what
 * was written; `head`: the record of the chain's last entry does not match the entries. Against earlier heads: `truncated`, the chain is
 * shorter than it was; `rewritten`, it holds other entries.
 */
export type DamageKind = "changed" | "removed" | "inserted" | "reordered" | "head" | "truncated" | "rewritten";
export type Damage = { chain: number; seq: number; kind: DamageKind };

/** Entries whose hash cannot be checked: older than the chains, or of an unknown secret. */
type Unchecked = { beforeChains: number; otherSecret: number };

/** `damage` holds the first of each chain. */
export type LogReport = { checked: number; unchecked: Unchecked; heads: ChainHead[]; damage: Damage[] };

/** An earlier report, to compare with. */
export type EarlierReport = Pick<LogReport, "heads" | "unchecked">;
