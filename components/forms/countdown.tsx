"use client";

import { useEffect, useState } from "react";
import { useHydrated } from "@/components/ui/use-hydrated";
import type { FormState } from "@/lib/http/form-state";

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

const NO_COUNTDOWN = { seconds: 0 };

/**
 * The wait that the server has told of. `waiting` keeps the button back, until it is over or something was typed since the
 * form was sent: another name may have nothing to wait for, an operator may have lifted it, and the server decides anyway.
 */
export function useRetryCountdown(retry: FormState["retry"]) {
  const secondsLeft = useCountdown(retry ?? NO_COUNTDOWN);
  const [edited, setEdited] = useState(false);
  const waiting = useHydrated() && secondsLeft > 0 && !edited;
  return { waiting, shown: retry && { ...retry, secondsLeft }, markSent: () => setEdited(false), markEdited: () => setEdited(true) };
}

export type RetryView = { secondsLeft: number; left: string; ready: string; inWords: string };

/**
 * Runs down in sight, and is announced once: when it is over. The error beside it has said until when. Where nothing runs
 * down it stands there in words. `outcome` makes each wait elements of its own.
 */
export function RetryCountdown({ retry, outcome }: { retry: RetryView | undefined; outcome?: number | string }) {
  const hydrated = useHydrated();
  if (!retry) return null;
  const { secondsLeft, left, ready, inWords } = retry;
  if (!hydrated) return <p className="pl-6 text-sm font-medium">{inWords}</p>;
  return (
    <>
      {secondsLeft > 0 && (
        <p key={`left ${outcome}`} aria-hidden="true" className="pl-6 text-sm font-medium tabular-nums">
          {left.replace("{time}", countdownText(secondsLeft))}
        </p>
      )}
      <p role="status" className="text-sm font-medium text-accent-strong empty:hidden">
        {secondsLeft === 0 && <span key={outcome}>{ready}</span>}
      </p>
    </>
  );
}
