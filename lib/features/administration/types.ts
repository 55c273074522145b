import type { CreateUserProblem, UserOverview } from "@/lib/features/account/types";
import type { EventPage, EventType, RecordedEvent } from "@/lib/features/audit/types";
import type { ActiveThrottle } from "@/lib/features/throttle/throttle";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Factor } from "@/lib/platform/db/generated/enums";

/** The actions of an administrator on another user's account; also the last path segment of the action's page. */
export const USER_ACTIONS = ["reset-2fa", "sign-out-everywhere", "unlock", "disable", "enable", "new-link"] as const;
export type UserAction = (typeof USER_ACTIONS)[number];

/** The actions without a link to show, which the command line offers too. */
export type AccountChange = Exclude<UserAction, "new-link">;

/** Who changes an account: an administrator, or the operator on the command line, who has no account here. */
export type Actor = { userId: string | null; username: string | null; client: ClientInfo | null };
export const OPERATOR: Actor = { userId: null, username: null, client: null };

/**
 * `not-administrator`: not, or no longer. `own-account`: administrators cannot lock themselves out; the settings are the place for that.
 * `action-not-available`: the account is in that state already.
 */
export type AdminProblem =
  | { code: "not-administrator" }
  | { code: "own-account" }
  | { code: "no-such-user" }
  | { code: "action-not-available" };

/** `link` is shown once: only its hash is stored. `mailId`: an email is queued, to be sent now. */
export type ActionDone = { username: string; email: string | null; link: string | null; mailId: string | null };

/** The delivery of the email that notifies the user. */
export const NOTIFY_OUTCOMES = ["sent", "sending", "queued", "failed", "no-address"] as const;
export type NotifyOutcome = (typeof NOTIFY_OUTCOMES)[number];

export type InviteProblem = CreateUserProblem | { code: "not-administrator" };

type ClientDevice = { ip: string; browser: string; system: string };
export type UserSession = ClientDevice & { id: string; factors: Factor[]; createdAt: Date; lastSeenAt: Date };

/** A query of the audit log; `person` is a name, an address or the id of an account, days are in UTC. */
export type AuditQuery = {
  person: string;
  type?: EventType;
  factor?: Factor;
  ip: string;
  from?: string;
  to?: string;
};

/** `person`: the name of the requested account; null when none was requested or none matches. */
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

/** What the overview counts: users (all, by 2FA, throttled, without a password) and emails that have permanently failed. */
export const OVERVIEW_COUNTS = ["users", "withoutTwoFactor", "expired", "throttled", "invited", "failedEmails"] as const;
export type OverviewCount = (typeof OVERVIEW_COUNTS)[number];

/** `isMore`: there are more than `value`. */
export type Overview = { counts: Record<OverviewCount, { value: number; isMore: boolean }>; sendsEmail: boolean };
