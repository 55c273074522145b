"use client";

import { useSyncExternalStore } from "react";

const neverChanges = () => () => {};

/** False in the server's HTML and without JavaScript: for buttons that would not work there. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
}

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
