"use client";

import { useHydrated } from "./use-hydrated";

export type TimeStyle = { dateStyle: "medium" | "long"; timeStyle?: "short" | "medium" };

/** A time in the reader's zone; in UTC, marked as such, in the server's HTML and without JavaScript. */
export function LocalTime({ at, utc, style }: { at: string; utc: string; style: TimeStyle }) {
  const hydrated = useHydrated();
  return (
    <time dateTime={at} title={hydrated ? utc : undefined}>
      {hydrated ? new Intl.DateTimeFormat(document.documentElement.lang, style).format(new Date(at)) : utc}
    </time>
  );
}
