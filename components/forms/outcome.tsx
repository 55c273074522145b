"use client";

import { type ComponentProps, useState } from "react";
import type { FormState } from "@/lib/http/form-state";

/**
 * Numbers the outcomes of a form: every new `state` gets the next number, also an equal one. As the `key` of what
 * is announced it makes each outcome a new element: screen readers read a repeated error again, and a page translator
 * sees the new text.
 */
export function useOutcome(state: unknown): number {
  const [shown, setShown] = useState({ state, number: 0 });
  if (shown.state === state) return shown.number;
  const next = { state, number: shown.number + 1 };
  setShown(next);
  return next.number;
}

/** What the form sent last, and whether it was edited since. */
export type Sent = { data: FormData; editedSince: boolean };

/**
 * Empties secrets that the server has checked, and focuses the first field in error. Input from after the form was
 * sent is newer than the answer: it is kept, with the focus.
 */
export function showOutcome(form: HTMLFormElement | null, state: FormState, sent: Sent): void {
  const { fieldErrors, formError, notice, reverificationNotice, unanswered, retry } = state;
  if (!form || unanswered) return;
  if (reverificationNotice) form.querySelector<HTMLInputElement>("[name=reverification]")?.focus();
  if ((fieldErrors && !retry?.notChecked) || formError || notice) empty(form, "input[type=password]", sent);
  if (notice) empty(form, "input[autocomplete=one-time-code]", sent);
  if (sent.editedSince) return;
  const wrong = form.querySelector<HTMLInputElement>("[aria-invalid=true]");
  wrong?.focus();
  wrong?.select();
}

function empty(form: HTMLFormElement, secrets: string, { data }: Sent): void {
  for (const input of form.querySelectorAll<HTMLInputElement>(secrets)) {
    if (!data.has(input.name) || data.get(input.name) === input.value) input.value = "";
  }
}

type AnnouncementProps = { outcome: number | string; text: string | undefined; className?: string } & Pick<
  ComponentProps<"span">,
  "tabIndex"
>;

/**
 * Announces the outcome when the screen reader pauses. The region stays, and each outcome is a new element in it; with a
 * `tabIndex` it can take the focus of a form that it replaces (use-swap-focus.ts).
 */
export function Announcement({ outcome, text, className, tabIndex }: AnnouncementProps) {
  return (
    <p role="status" className={className}>
      {text && (
        <span key={outcome} tabIndex={tabIndex} data-swap-focus={tabIndex === undefined ? undefined : true} className="rounded-field">
          {text}
        </span>
      )}
    </p>
  );
}
