"use client";

import { useSyncExternalStore } from "react";
import { relativeTime } from "./relative-time";

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

type LocalTimeProps = { at: string; utc: string; style: TimeStyle; relative?: boolean };

/**
 * A time in the reader's zone and language; in UTC, marked as such, in the server's HTML and without JavaScript. `relative`: as an age
 * while it is recent, with the time itself on hover.
 */
export function LocalTime({ at, utc, style, relative = false }: LocalTimeProps) {
  if (!useHydrated()) return <time dateTime={at}>{utc}</time>;
  const { lang } = document.documentElement;
  const moment = new Date(at);
  const age = relative ? relativeTime(moment, browserTime(), lang) : null;
  const format = (shown: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(lang, shown).format(moment);
  return (
    <time dateTime={at} title={age ? format({ dateStyle: "full", timeStyle: "long" }) : utc}>
      {age ?? format(style)}
    </time>
  );
}

function browserTime(): Date {
  // biome-ignore lint/plugin: only the displayed age depends on it
  return new Date();
}
