import type { FormState } from "@/lib/http/form-state";

/** What the form has sent last, and whether it was edited since. */
export type Sent = { data: FormData; editedSince: boolean };

/**
 * Empties secrets that the server has looked at, and leads to the first field in error. What was entered after the form was
 * sent is newer than the answer: it stays, and keeps the focus.
 */
export function showOutcome(form: HTMLFormElement | null, state: FormState, sent: Sent): void {
  const { fieldErrors, formError, notice, proofNotice, unanswered, wait } = state;
  if (!form || unanswered) return;
  if (proofNotice) form.querySelector<HTMLInputElement>("[name=proof]")?.focus();
  if ((fieldErrors && !wait?.untried) || formError || notice) empty(form, "input[type=password]", sent);
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
