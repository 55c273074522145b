import type { Factor } from "@/lib/platform/db/generated/enums";
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

/**
 * The factors any one of which completes the sign-in once the password has passed. 2FA takes the place of the mailed code:
 * with it on, nothing is mailed at sign-in.
 */
export function factorsDueAfterPassword(account: { hasTwoFactor: boolean; emailVerification: boolean }): Factor[] {
  if (account.hasTwoFactor) return ["totp", "backup_code"];
  return account.emailVerification ? ["email_code"] : [];
}
