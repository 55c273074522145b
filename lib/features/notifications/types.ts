import type { WeakerProtection } from "@/lib/features/two-factor/state";
import type { MailFailure } from "@/lib/platform/mail/transport";

/** The client of an event, for the user to recognize: names of browser and system (lib/platform/client-info.ts). */
export type EventClient = { at: Date; ip: string; browser: string; system?: string };

export const SECURITY_EVENT_KINDS = [
  "two-factor-enabled",
  "two-factor-disabled",
  "two-factor-renewed",
  "backup-code-used",
  "backup-codes-low",
  "backup-codes-replaced",
  "password-changed",
  "address-changed",
  "address-confirmed",
  "email-verification-disabled",
  "new-browser-sign-in",
] as const;

export type SecurityEventKind = (typeof SECURITY_EVENT_KINDS)[number];

/** The one kind that a user may turn off; changes of password, factors, address and backup codes are always emailed (ASVS 6.3.7). */
export const OPTIONAL_EVENT_KIND: SecurityEventKind = "new-browser-sign-in";

/** `ip` and `browser` are null for what the operator did on the command line. */
export type SecurityEvent = { kind: SecurityEventKind; at: Date; ip: string | null; browser: string | null; system?: string };

export type CodeMail = {
  kind: "login-code" | "address-code" | "reverification-code";
  code: string;
  expiresInMinutes: number;
} & EventClient;

/** An administrator's action on another user's account, of which that user is always notified. */
export const ADMINISTRATOR_ACTIONS = [
  "two-factor-reset",
  "email-verification-disabled",
  "password-link-issued",
  "sessions-ended",
  "unlocked",
  "administrator-granted",
  "administrator-removed",
  "disabled",
  "enabled",
  "deleted",
] as const;
export type AdministratorAction = (typeof ADMINISTRATOR_ACTIONS)[number];

/** The closed set of emails that the console sends. */
export type OutgoingMail =
  | CodeMail
  | { kind: "security-events"; events: SecurityEvent[] }
  /** `newAddress` is masked; null: the address was removed without another. */
  | ({ kind: "address-changed"; newAddress: string | null } & EventClient)
  /** `administrator` is a name; null for the operator on the command line. */
  | {
      kind: "administrator-action";
      action: AdministratorAction;
      administrator: string | null;
      /** What protects the account while its 2FA is off. */
      withoutTwoFactor: WeakerProtection;
      at: Date;
    }
  | { kind: "account-delayed"; target: "password" | "second-factor"; failures: number; retryAt: Date }
  | { kind: "password-link"; url: string; expiresInHours: number; invitedBy: string | null }
  | { kind: "test" };

export type MailKind = OutgoingMail["kind"];

/**
 * Why an email is not sent. `queued`: the console sends no email, administrators find it in the outbox. `not-due`: another delivery attempt
 * is under way or scheduled.
 */
export type DeliveryProblem = MailFailure | { stage: "outbox"; reason: "queued" | "not-due" | "failed" };

/** Which emails of the outbox are shown. `not-sent`: still to be sent, or kept for an administrator to read. */
export const OUTBOX_FILTERS = ["not-sent", "failed", "sent"] as const;
export type OutboxFilter = (typeof OUTBOX_FILTERS)[number];

/** A page after the email `after`, or before the email `before`; the first one without either. */
export type OutboxQuery = { show?: OutboxFilter; after?: string; before?: string };

/** Newest first. `newer` and `older` are the ids to page `before` and `after`; null where there is nothing. */
export type OutboxPage = { sending: boolean; mails: OutboxMail[]; newer: string | null; older: string | null };

/** A line of the outbox, without the content. */
export type OutboxMail = {
  id: string;
  to: string;
  kind: string;
  subject: string;
  createdAt: Date;
  state: "queued" | "waiting" | "sent" | "failed";
  attempts: number;
  sentAt: Date | null;
  nextAttemptAt: Date | null;
  failure: string | null;
};

/**
 * The content of a queued email. `link`: it holds a link that sets a password, which is for its addressee alone; `lost`: its key is not in
 * ENCRYPTION_KEYS. `userId`: whose account it is about.
 */
export type QueuedMail = { userId: string | null } & ({ kind: "text"; text: string } | { kind: "link" } | { kind: "lost" });

/**
 * The state of an email when the request is answered. `queued`: this console sends none, an administrator can read it out. `failed`: a
 * delivery attempt was refused; a scheduled retry makes no difference to the waiting user.
 */
export type DeliveryState = "sent" | "sending" | "queued" | "failed";
