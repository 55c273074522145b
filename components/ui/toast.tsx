"use client";

import { CircleCheck } from "lucide-react";
import { useState } from "react";

type ToastProps = {
  /** Numbers the outcomes: each one is a new element, so that screen readers and page translators notice the same text again. */
  outcome: number | string;
  /** Nothing is shown without it; the live region stays. */
  text: string | undefined;
  /** With `-1` it takes the focus of a form that it replaces (`useFocusOnSwap`). */
  tabIndex?: -1;
  className?: string;
};

/**
 * The success message of the page or form that renders it, beside the control that was pressed; announced politely. What the page was
 * rendered with, also without JavaScript, is a line that stays there. A later outcome floats in the corner of a wide window and
 * leaves by itself; on narrow ones it is the line, so that it covers no control.
 */
export function Toast({ outcome, text, tabIndex, className = "" }: ToastProps) {
  const [rendered] = useState(outcome);
  const floats = outcome !== rendered;
  return (
    // Has a size while its message floats, so that it counts as visible.
    <div role="status" className="min-h-px min-w-px print:hidden">
      {text && (
        <p key={outcome} className={`flex gap-2 font-medium text-accent-strong ${floats ? FLOATING : ""} ${className}`}>
          <CircleCheck aria-hidden="true" className="mt-0.5 size-5 shrink-0" />
          <span tabIndex={tabIndex} data-swap-focus={tabIndex === undefined ? undefined : true} className="min-w-0 rounded-field">
            {text}
          </span>
        </p>
      )}
    </div>
  );
}

/** Presses go through it to whatever it covers. */
const FLOATING =
  "lg:pointer-events-none lg:fixed lg:end-6 lg:bottom-6 lg:z-30 lg:max-w-sm lg:rounded-card lg:border lg:border-border lg:bg-surface lg:px-4 lg:py-3 lg:shadow-float lg:animate-[settle_180ms_ease-out,leave_300ms_12s_forwards]";
