"use client";

import { useEffect, useState } from "react";
import { useHydrated } from "@/components/ui/hydrated";
import type { FormState } from "@/lib/http/form-state";

/** The seconds left when the page was rendered. */
export type Countdown = { seconds: number };

/** Counts down to 0 in seconds, from the first rendering on; restarts with each answer of the server. */
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

/** Browsers delay the timers of hidden pages, so seconds are measured and not counted. */
function browserSeconds(): number {
  // biome-ignore lint/plugin: only the displayed remaining time depends on it
  return performance.now() / 1000;
}

/** As a clock shows it: `0:07`, `2:05:00`. */
export function countdownText(seconds: number): string {
  const twoDigits = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours > 0 ? `${hours}:${twoDigits(minutes)}` : minutes}:${twoDigits(seconds % 60)}`;
}

const NO_COUNTDOWN = { seconds: 0 };

/**
 * The throttle that the server reported. `waiting` disables the button until it ends or the input changes after the
 * form was sent: another name may not be throttled, an operator may have ended it, and the server decides anyway.
 */
export function useRetryCountdown(retry: FormState["retry"]) {
  const secondsLeft = useCountdown(retry ?? NO_COUNTDOWN);
  const [edited, setEdited] = useState(false);
  const waiting = useHydrated() && secondsLeft > 0 && !edited;
  return { waiting, shown: retry && { ...retry, secondsLeft }, markSent: () => setEdited(false), markEdited: () => setEdited(true) };
}

export type RetryView = { secondsLeft: number; left: string; ready: string; inWords: string };

/**
 * A visible countdown, announced once, at its end. The error beside it names the end. Without JavaScript
 * it is a sentence. `outcome` gives each countdown new elements.
 */
export function RetryCountdown({ retry, outcome }: { retry: RetryView | undefined; outcome?: number | string }) {
  const hydrated = useHydrated();
  if (!retry) return null;
  const { secondsLeft, left, ready, inWords } = retry;
  if (!hydrated) return <p className="ps-6 text-sm font-medium">{inWords}</p>;
  return (
    <>
      {secondsLeft > 0 && (
        <p key={`left ${outcome}`} aria-hidden="true" className="ps-6 text-sm font-medium tabular-nums">
          {left.replace("{time}", countdownText(secondsLeft))}
        </p>
      )}
      <p role="status" className="text-sm font-medium text-accent-strong empty:hidden">
        {secondsLeft === 0 && <span key={outcome}>{ready}</span>}
      </p>
    </>
  );
}
