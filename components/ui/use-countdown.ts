"use client";

import { useEffect, useState } from "react";

/** So many seconds from the moment the page was made. */
export type Countdown = { seconds: number };

/** Counts down to 0, a second at a time; anew with each answer of the server. A sleeping tab only waits longer. */
export function useCountdown(from: Countdown): number {
  const [left, setLeft] = useState(from.seconds);
  useEffect(() => {
    setLeft(from.seconds);
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1000);
    return () => clearInterval(timer);
  }, [from]);
  return left;
}
