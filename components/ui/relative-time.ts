const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Longer ago, a date says more than a number of days. */
const RECENT_SECONDS = 7 * DAY;

/** Returns how long ago `at` was, such as `5 minutes ago`; null when that is not recent, or in the future by more than clocks differ. */
export function relativeTime(at: Date, now: Date, locale: string): string | null {
  const seconds = Math.floor((now.getTime() - at.getTime()) / 1000);
  if (seconds <= -MINUTE || seconds >= RECENT_SECONDS) return null;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (seconds < MINUTE) return format.format(0, "second");
  if (seconds < HOUR) return format.format(-Math.floor(seconds / MINUTE), "minute");
  if (seconds < DAY) return format.format(-Math.floor(seconds / HOUR), "hour");
  return format.format(-Math.floor(seconds / DAY), "day");
}
