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
  createdAt: Date;
  lastSignInAt: Date | null;
};

export type CreateUserProblem = { code: "username-taken" } | { code: "email-taken" };

/** The link has been used, has passed its time, was replaced by a newer one, or somebody has an account by now. */
export type SetupProblem = CreateUserProblem | { code: "link-over" };
