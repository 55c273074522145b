import type { ClientInfo } from "@/lib/platform/client-info";
import type { Factor } from "@/lib/platform/db/generated/enums";

/** Everything that is recorded; nothing else can be. */
export const EVENT_TYPES = [
  "user-created",
  "user-disabled",
  "user-enabled",
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
  "settings-changed",
  "password-link-issued",
  "password-set",
  "keys-rotated",
  "auth-secret-accepted",
  "account-delayed",
  "account-unlocked",
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** `client` is null for what the operator does on the command line. */
export type AuditEntry = {
  type: EventType;
  actorUserId: string | null;
  subjectUserId: string | null;
  factor?: Factor;
  client: ClientInfo | null;
};

/** An entry as it is read. `actor` is the name of who did it; null for nobody signed in and for the command line. */
export type RecordedEvent = {
  id: string;
  at: Date;
  type: EventType;
  actor: string | null;
  factor: Factor | null;
  client: ClientInfo | null;
};
