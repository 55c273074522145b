"use client";

import { useEffect, useState } from "react";

/** So many seconds from the moment the page was made. */
export type Countdown = { seconds: number };

/** Counts down to 0, a second at a time; anew with each answer of the server, from its very first rendering on. */
export function useCountdown(from: Countdown): number {
  const [shown, setShown] = useState({ from, left: from.seconds });
  useEffect(() => {
    const end = browserSeconds() + from.seconds;
    const show = () => setShown({ from, left: Math.max(0, Math.round(end - browserSeconds())) });
    show();
    const timer = setInterval(show, 1000);
    return () => clearInterval(timer);
  }, [from]);
  return shown.from === from ? shown.left : from.seconds;
}

/** Browsers let the timers of a page out of sight fall behind, so seconds are measured rather than counted. */
function browserSeconds(): number {
  // biome-ignore lint/plugin: nothing but how much is shown as left depends on it
  return performance.now() / 1000;
}

/** As a clock shows it: `0:07`, `2:05:00`. */
export function countdownText(seconds: number): string {
  const twoDigits = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours > 0 ? `${hours}:${twoDigits(minutes)}` : minutes}:${twoDigits(seconds % 60)}`;
}
