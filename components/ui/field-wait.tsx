"use client";

import { countdownText } from "./use-countdown";
import { useHydrated } from "./use-hydrated";

export type WaitShown = { secondsLeft: number; left: string; over: string; inWords: string };

/**
 * Runs down in sight, and is announced once: when it is over. The error beside it has said until when. Where nothing runs
 * down it stands there in words. `outcome` makes each wait elements of its own.
 */
export function FieldWait({ wait, outcome }: { wait: WaitShown | undefined; outcome?: number | string }) {
  const hydrated = useHydrated();
  if (!wait) return null;
  const { secondsLeft, left, over, inWords } = wait;
  if (!hydrated) return <p className="pl-6 text-sm font-medium">{inWords}</p>;
  return (
    <>
      {secondsLeft > 0 && (
        <p key={`left ${outcome}`} aria-hidden="true" className="pl-6 text-sm font-medium tabular-nums">
          {left.replace("{time}", countdownText(secondsLeft))}
        </p>
      )}
      <p role="status" className="text-sm font-medium text-accent-strong empty:hidden">
        {secondsLeft === 0 && <span key={outcome}>{over}</span>}
      </p>
    </>
  );
}
