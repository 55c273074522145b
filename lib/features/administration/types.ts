import type { CreateUserProblem, UserOverview } from "@/lib/features/account/types";
import type { EventPage, EventType, RecordedEvent } from "@/lib/features/audit/types";
import type { ActiveThrottle } from "@/lib/features/throttle/throttle";
import type { Factor } from "@/lib/platform/db/generated/enums";

/** What an administrator may do to somebody else's account; also the last part of its page's address. */
export const USER_ACTIONS = ["reset-2fa", "sign-out-everywhere", "unlock", "disable", "enable", "new-link"] as const;
export type UserAction = (typeof USER_ACTIONS)[number];

/** Those that leave no link to show: the command line does them too. */
export type AccountChange = Exclude<UserAction, "new-link">;

/**
 * `not-administrator`: not, or not any more. `own-account`: the settings are the place for that, and nobody locks themself
 * out. `action-not-due`: the account is that way already.
 */
export type AdminProblem =
  | { code: "not-administrator" }
  | { code: "own-account" }
  | { code: "no-such-user" }
  | { code: "action-not-available" };

/** `link` is to be shown once: only its hash is kept. `mailId`: a mail waits in the outbox, to be sent now. */
export type ActionDone = { username: string; email: string | null; link: string | null; mailId: string | null };

/** What became of the mail that tells the person concerned. */
export const NOTIFY_OUTCOMES = ["sent", "sending", "queued", "failed", "no-address"] as const;
export type NotifyOutcome = (typeof NOTIFY_OUTCOMES)[number];

export type InviteProblem = CreateUserProblem | { code: "not-administrator" };

type ClientDevice = { ip: string; browser: string; system: string };
export type UserSession = ClientDevice & { id: string; factors: Factor[]; createdAt: Date; lastSeenAt: Date };

/** What is asked of the audit log; `person` is a name, an address or the id of an account, days are in UTC. */
export type AuditQuery = {
  person: string;
  type?: EventType;
  factor?: Factor;
  ip: string;
  from?: string;
  to?: string;
};

/** `person`: the name of whom was asked for; null: there is nobody of that name, or nobody was. */
export type AuditPage = Omit<EventPage, "events"> & { person: string | null; events: AuditEvent[] };
export type AuditEvent = Omit<RecordedEvent, "client"> & { device: ClientDevice | null };

export const EXPORT_FORMATS = ["csv", "jsonl"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export type UserDetails = {
  user: UserOverview;
  /** Whole days since the 2FA secret was confirmed. */
  daysSinceConfirmed: number | null;
  /** Sign-in delays that run now. */
  throttles: ActiveThrottle[];
  actions: UserAction[];
  sessions: UserSession[];
  events: AuditEvent[];
};
