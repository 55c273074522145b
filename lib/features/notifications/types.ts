import type { MailFailure } from "@/lib/platform/mail/transport";

/** Where something happened, for a person to recognise: browser and system in words (lib/platform/client-info.ts). */
export type Origin = { at: Date; ip: string; browser: string; system?: string };

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
  "reset-by-administrator",
] as const;

export type SecurityEventKind = (typeof SECURITY_EVENT_KINDS)[number];

/** The one kind that a user may turn off; changes of password, factors, address and backup codes are always emailed (ASVS 6.3.7). */
export const OPTIONAL_EVENT_KIND: SecurityEventKind = "new-browser-sign-in";

/** `ip` and `browser` are null for what the operator did on the command line. */
export type SecurityEvent = { kind: SecurityEventKind; at: Date; ip: string | null; browser: string | null; system?: string };

export type CodeMail = { kind: "login-code" | "address-code" | "reverification-code"; code: string; expiresInMinutes: number } & Origin;

/** What an administrator did to somebody else's account, which that person is always told. */
export type AdministratorAction = "two-factor-reset" | "sessions-ended" | "unlocked" | "disabled" | "enabled";

/** Everything that the console ever mails; nothing else can be. */
export type OutgoingMail =
  | CodeMail
  | { kind: "security-events"; events: SecurityEvent[] }
  /** `newAddress` is masked; null: the address was taken off without another. */
  | ({ kind: "address-changed"; newAddress: string | null } & Origin)
  /** `administrator` is a name; null: whoever runs the server, on the command line. */
  | {
      kind: "administrator-action";
      action: AdministratorAction;
      administrator: string | null;
      /** What protects the account while its 2FA is off. */
      withoutTwoFactor: "password" | "email-code";
      at: Date;
    }
  | { kind: "account-delayed"; target: "password" | "second-factor"; failures: number; retryAt: Date }
  | { kind: "password-link"; url: string; expiresInHours: number; invitedBy: string | null }
  | { kind: "test" };

export type MailKind = OutgoingMail["kind"];

/**
 * Why a mail is not sent. `kept`: the console sends no mail, administrators find it in the outbox. `not-due`: another try
 * is under way or to come.
 */
export type DeliveryProblem = MailFailure | { stage: "outbox"; reason: "queued" | "not-due" | "failed" };

/** A line of the outbox, without what the email says. */
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
 * What an email that is kept here says. `link`: it holds a link that sets a password, which is for its addressee alone; `lost`: its key
 * is not in ENCRYPTION_KEYS. `userId`: whose account it is about.
 */
export type QueuedMail = { userId: string | null } & ({ kind: "text"; text: string } | { kind: "link" } | { kind: "lost" });

/** How a mail stands when its sender is answered. `kept`: this console sends none, an administrator can read it out. */
export type SendStatus = "sent" | "sending" | "queued";

/** `failed`: a try was refused; whether another follows makes no difference to who waits. */
export type DeliveryState = SendStatus | "failed";
