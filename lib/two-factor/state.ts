import { addSeconds, secondsBetween } from "@/lib/platform/clock";
import type { TwoFactorState } from "./types";

const SECONDS_PER_DAY = 24 * 60 * 60;

/**
 * The state of a user's 2FA: a total function of when the secret was confirmed, the clock and TWO_FACTOR_MAX_AGE_DAYS.
 * The one source for badge, button, filter and command line.
 */
export function twoFactorState(confirmedAt: Date | null, now: Date, maxAgeDays: number): TwoFactorState {
  if (!confirmedAt) return "not-enabled";
  return confirmedAt < expiredBefore(now, maxAgeDays) ? "expired" : "enabled";
}

/** Secrets confirmed earlier are `expired`: the same line, for a list that the database filters. */
export function expiredBefore(now: Date, maxAgeDays: number): Date {
  return addSeconds(now, -maxAgeDays * SECONDS_PER_DAY);
}

/** Whole days since `confirmedAt`, never negative; null without a confirmed secret. */
export function daysSince(confirmedAt: Date | null, now: Date): number | null {
  return confirmedAt && Math.max(0, Math.floor(secondsBetween(confirmedAt, now) / SECONDS_PER_DAY));
}
