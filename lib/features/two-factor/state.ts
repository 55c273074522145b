import type { RetryTime, ThrottleProblem } from "@/lib/features/throttle/throttle";
import { addSeconds, secondsBetween } from "@/lib/platform/clock";

/** `expired` still signs in: it only recommends a new secret. */
export type TwoFactorState = "not-enabled" | "enabled" | "expired";

/** What a sign-in requires; `WeakerProtection`: without 2FA. */
export type WeakerProtection = "password" | "email-code";
export type SignInProtection = WeakerProtection | "two-factor";

/** The secret that codes are checked against; `id` changes with every new one. */
export type ConfirmedSecret = { id: string; encrypted: string; lastAcceptedStep: number };

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
  | { code: "malformed-code" | "enrolment-expired" }
  | ({ code: "code-already-used" } & RetryTime)
  | ({ code: "wrong-enrolment-code"; clockOffsetSeconds: number | null } & RetryTime)
  | ThrottleProblem;

const SECONDS_PER_DAY = 24 * 60 * 60;

/**
 * Returns the state of a user's 2FA: a total function of when the secret was confirmed, the clock and TWO_FACTOR_MAX_AGE_DAYS. Badge,
 * button, filter and command line all use it.
 */
export function twoFactorState(confirmedAt: Date | null, now: Date, maxAgeDays: number): TwoFactorState {
  if (!confirmedAt) return "not-enabled";
  return confirmedAt < expiredBefore(now, maxAgeDays) ? "expired" : "enabled";
}

/** Secrets confirmed earlier are `expired`: the same limit, for lists filtered by the database. */
export function expiredBefore(now: Date, maxAgeDays: number): Date {
  return addSeconds(now, -maxAgeDays * SECONDS_PER_DAY);
}

/** Whole days since `confirmedAt`, never negative; null without a confirmed secret. */
export function daysSince(confirmedAt: Date | null, now: Date): number | null {
  return confirmedAt && Math.max(0, Math.floor(secondsBetween(confirmedAt, now) / SECONDS_PER_DAY));
}

/** Whether sign-in asks for an emailed code while 2FA is off: chosen, and possible because the address is confirmed. */
export function isEmailVerificationOn(user: { emailLoginVerification: boolean; emailConfirmedAt: Date | null }): boolean {
  return user.emailLoginVerification && user.emailConfirmedAt !== null;
}

/**
 * Returns what a sign-in requires besides the password, for sign-in itself and for every text about the protection of an account. 2FA
 * replaces the emailed code; `emailVerification` means chosen, and possible because the address is confirmed.
 */
export function signInProtection(account: { hasTwoFactor: boolean; emailVerification: boolean }): SignInProtection {
  return account.hasTwoFactor ? "two-factor" : protectionWithoutTwoFactor(account);
}

/** The same while 2FA is off, or after it is disabled. */
export function protectionWithoutTwoFactor({ emailVerification }: { emailVerification: boolean }): WeakerProtection {
  return emailVerification ? "email-code" : "password";
}
