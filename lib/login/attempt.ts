import type { Factor } from "@/lib/platform/db/generated/enums";
import { signInProtection } from "@/lib/two-factor/protection";
import type { SignInProtection } from "@/lib/two-factor/types";
import type { AttemptFacts, AttemptStatus } from "./types";

/**
 * Where a pending sign-in stands. Every end is final: no clock, reload or later answer leads from one back to `pending`.
 * `store.ts` states the same conditions in its updates, so that parallel requests cannot pass between.
 */
export function attemptStatus(attempt: AttemptFacts, now: Date): AttemptStatus {
  if (attempt.consumedAt) return "finished";
  if (attempt.cancelledAt) return "cancelled";
  if (now >= attempt.expiresAt) return "timed-out";
  return attempt.triesLeft > 0 ? "pending" : "no-tries-left";
}

const FACTORS_DUE: Record<SignInProtection, readonly Factor[]> = {
  password: [],
  "email-code": ["email_code"],
  "two-factor": ["totp", "backup_code"],
};

/**
 * The factors any one of which completes the sign-in once the password has passed. 2FA takes the place of the mailed code:
 * with it on, nothing is mailed at sign-in.
 */
export function factorsDueAfterPassword(account: { hasTwoFactor: boolean; emailVerification: boolean }): Factor[] {
  return [...FACTORS_DUE[signInProtection(account)]];
}
