"use client";

import { useEffect, useState } from "react";

/** From when on another code may be sent: in so many seconds from the moment the page was made. */
export type SendWait = { seconds: number };

/** Counts down to 0, a second at a time; anew with each answer of the server. A sleeping tab only waits longer. */
export function useCountdown(wait: SendWait): number {
  const [left, setLeft] = useState(wait.seconds);
  useEffect(() => {
    setLeft(wait.seconds);
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1000);
    return () => clearInterval(timer);
  }, [wait]);
  return left;
}
