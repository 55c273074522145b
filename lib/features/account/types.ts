import type { EventPage, EventPageQuery, EventType } from "@/lib/features/audit/types";
import type { SendProblem } from "@/lib/features/email-codes/email-codes";
import type { DeliveryState } from "@/lib/features/notifications/types";
import type { WeakPasswordProblem } from "@/lib/features/passwords/find-weakness";
import type { RetryTime, ThrottleProblem } from "@/lib/features/throttle/throttle";
import type { TwoFactorState } from "@/lib/features/two-factor/state";

/** What administrators and the command line see of an account; never a hash, never a secret. */
export type UserOverview = {
  id: string;
  username: string;
  email: string | null;
  /** A code sent to the address has come back. */
  emailConfirmed: boolean;
  admin: boolean;
  disabled: boolean;
  twoFactor: { state: TwoFactorState; confirmedAt: Date | null };
  backupCodesLeft: number;
  /** Chosen, and possible because the address is confirmed. Without effect while 2FA is on. */
  emailVerification: boolean;
  /** Whether a password has been set; without one the account waits for its one-time link. */
  hasPassword: boolean;
  createdAt: Date;
  lastSignInAt: Date | null;
};

export const USER_SORTS = ["name", "last-sign-in", "created"] as const;
export type UserSort = (typeof USER_SORTS)[number];

export const SORT_ORDERS = ["ascending", "descending"] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

/** The order of a sort unless the other one is requested. */
export const DEFAULT_ORDERS: Record<UserSort, SortOrder> = { name: "ascending", "last-sign-in": "descending", created: "descending" };

/** `invited`: without a password yet. `throttled`: too many failed attempts, until a time to come. */
export const USER_GROUPS = ["administrators", "disabled", "invited", "throttled"] as const;
export type UserGroup = (typeof USER_GROUPS)[number];

/** `search` is the beginning of a name, from three letters on any part of a name or address. */
export type UserFilter = { search?: string; state?: TwoFactorState; group?: UserGroup };

/** A page after the user `after`, or before the user `before`; the first one without either. */
export type UserPageQuery = UserFilter & { sort: UserSort; order?: SortOrder; after?: string; before?: string };

/** `previous` and `next` are the ids to page `before` and `after`; null where there is nothing. */
export type UserPage = { users: UserOverview[]; previous: string | null; next: string | null };

/** `username-too-similar`: another account's name looks the same. */
export type CreateUserProblem = { code: "username-taken" } | { code: "username-too-similar" } | { code: "email-taken" };

/** The link to set a password was used, has expired or was replaced; or its account has been disabled or given another password since. */
export type SetPasswordProblem = { code: "link-invalid" } | WeakPasswordProblem;

/**
 * The password that a one-time link has just set: whose it is, its hash, by which a change since then is noticed, and whether it is the
 * first one of the account.
 */
export type LinkedPassword = { username: string; passwordHash: string; isFirst: boolean };

/** The link has been used, has expired, was replaced by a newer one, or an account exists by now. */
export type SetupProblem = CreateUserProblem | WeakPasswordProblem | { code: "link-invalid" };

/** The values of Basic Settings that a user may change. */
export type SettingsValues = { email: string | null; emailLoginVerification: boolean; securityMails: boolean };

/** `confirmAddress`: also an address that stays the same is to be confirmed, if it is not yet. */
export type RequestedSettings = SettingsValues & { confirmAddress?: boolean };

export type AccountSettings = SettingsValues & {
  /** A code sent to the address has come back. */
  emailConfirmed: boolean;
  /** An address that waits for its code in this session, how its mail stands, and from when on another may be sent. */
  pendingAddress: PendingAddress | null;
};

/** `change`: false for the unconfirmed address that an administrator or the operator gave the account. */
export type PendingAddress = { address: string; change: boolean; sendAgainAt: Date; delivery: DeliveryState | null };

/** `mailId`: a code is on its way to a new address, and nothing has changed yet. */
export type SettingsOutcome = { applied: true } | { applied: false; mailId: string };

export type SettingsProblem = { code: "address-needed" } | SendProblem;

export type ChangePasswordProblem =
  | ({ code: "wrong-password" } & RetryTime)
  | { code: "same-password" }
  | WeakPasswordProblem
  | ThrottleProblem;

export type AddressProblem =
  | { code: "malformed-email-code" }
  | ({ code: "invalid-email-code"; attemptsLeft: number } & RetryTime)
  | { code: "email-taken" }
  | { code: "no-pending-address" }
  | ThrottleProblem;

/** `by`: the actor; `signed-out` when no user was signed in, `operator` for the command line, `other` is called `name`. */
export type Activity = {
  id: string;
  at: Date;
  type: EventType;
  by: "yourself" | "other" | "signed-out" | "operator";
  name: string | null;
  device: { ip: string; browser: string; system: string } | null;
};

export type ActivityQuery = Omit<EventPageQuery, "filter">;
export type ActivityPage = Omit<EventPage, "events"> & { events: Activity[] };

/** The user was removed after the session was read: handled like an ended session, not as a server error. */
export class UserRemoved extends Error {
  constructor() {
    super("the signed-in user does not exist any more");
  }
}
