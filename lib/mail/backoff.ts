import { addSeconds } from "@/lib/platform/clock";
import { MAIL_RETRY_DELAYS_SECONDS } from "@/lib/policy";

/** When to try again after the try numbered `tries` (from 1) has failed; null: not worth it before `usefulUntil`. */
export function nextTryAt(tries: number, failedAt: Date, usefulUntil: Date): Date | null {
  const last = MAIL_RETRY_DELAYS_SECONDS.length - 1;
  const delay = MAIL_RETRY_DELAYS_SECONDS[Math.min(tries - 1, last)] ?? 0;
  const next = addSeconds(failedAt, delay);
  return next < usefulUntil ? next : null;
}
