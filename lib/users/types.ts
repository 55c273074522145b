import type { WeakPasswordProblem } from "@/lib/passwords/types";
import type { TwoFactorState } from "@/lib/two-factor/types";

/** What administrators and the command line see of an account; never a hash, never a secret. */
export type UserOverview = {
  id: string;
  username: string;
  email: string | null;
  admin: boolean;
  disabled: boolean;
  twoFactor: { state: TwoFactorState; confirmedAt: Date | null };
  backupCodesLeft: number;
  /** Wanted, and possible: the address has been proven. Without effect while 2FA is on. */
  emailVerification: boolean;
  /** Whether a password has been set; without one the account waits for its one-time link to be used. */
  hasPassword: boolean;
  createdAt: Date;
  lastSignInAt: Date | null;
};

export const USER_SORTS = ["name", "last-sign-in", "created"] as const;
export type UserSort = (typeof USER_SORTS)[number];

/** `search` is the beginning of a name, from three letters on any part of a name or address. */
export type UserFilter = { search?: string; state?: TwoFactorState };

/** A page beginning behind the user `after`, or ending before the user `before`; the first one without either. */
export type UserPageQuery = UserFilter & { sort: UserSort; after?: string; before?: string };

/** `previous` and `next` are the ids to page `before` and `after`; null where there is nothing. */
export type UserPage = { users: UserOverview[]; previous: string | null; next: string | null };

/** `username-too-similar`: another account's name looks the same. */
export type CreateUserProblem = { code: "username-taken" } | { code: "username-too-similar" } | { code: "email-taken" };

/** A link to set a password: used, too old, replaced by a newer one, or its account disabled or with a password by now. */
export type SetPasswordProblem = { code: "link-over" } | WeakPasswordProblem;

/** The link has been used, has passed its time, was replaced by a newer one, or somebody has an account by now. */
export type SetupProblem = CreateUserProblem | WeakPasswordProblem | { code: "link-over" };
