import type { BudgetProblem, NextTry } from "@/lib/guess-budget/types";

/** `expired` still signs in: it only recommends a new secret (see state.ts). */
export type TwoFactorState = "not-enabled" | "enabled" | "expired";

/** What a sign-in asks for; `WeakerProtection`: without 2FA. */
export type WeakerProtection = "password" | "email-code";
export type SignInProtection = WeakerProtection | "two-factor";

/** The secret that codes are checked against; `id` changes with every new one. */
export type ConfirmedSecret = { id: string; sealed: string; lastAcceptedStep: number };

export type TwoFactorSummary = {
  state: TwoFactorState;
  confirmedAt: Date | null;
  /** Whole days since the secret was confirmed. */
  daysSinceConfirmed: number | null;
  backupCodesLeft: number;
};

/** What an authenticator app needs, shown to its owner until a code confirms it. */
export type Enrolment = {
  /** base32, 32 characters */
  secret: string;
  otpauthUri: string;
  expiresAt: Date;
};

export type EnrolmentProblem =
  | { code: "malformed-code" | "enrolment-over" }
  | ({ code: "code-already-used" } & NextTry)
  | ({ code: "wrong-enrolment-code"; clockOffsetSeconds: number | null } & NextTry)
  | BudgetProblem;
