"use client";

import { unstable_isUnrecognizedActionError as isUnrecognizedAction } from "next/navigation";
import { type FormEvent, type RefObject, startTransition, useActionState, useEffect, useRef, useState } from "react";
import { useHydrated } from "@/components/ui/hydrated";
import type { FormName, FormState } from "@/lib/http/form-state";
import { errorText, type FieldErrorTexts } from "@/lib/i18n/error-text";
import { FORM_CHECK_TIMEOUT_MS } from "@/lib/policy";
import { NEXT_DEFAULT_MESSAGE, useSentNatively } from "./browser-guards";
import { useRetryCountdown } from "./countdown";
import { currentErrorTexts } from "./error-texts";
import type { FieldProps } from "./field";
import { useWaitingAnswer } from "./form";
import type { FormControl, FormSchema } from "./form-control";
import { type SelfSubmit, useSelfSubmit } from "./self-submit";

export type FormAction<S = FormState> = (state: S, data: FormData) => Promise<S>;

type Options<S> = {
  /** The form's name on its page, and its attempt: a stored answer for it is shown at once. */
  name: FormName;
  attempt?: string;
  action: FormAction<S>;
  /** Fetched with react-hook-form once the user starts to type. */
  loadSchema: () => Promise<FormSchema>;
  errorTexts: FieldErrorTexts;
  /** The code whose last digit submits the form. */
  selfSubmit?: SelfSubmit | undefined;
};

/**
 * A form that is a plain server action without JavaScript. With it, fields are checked before they are sent, a press does
 * nothing while another is pending or attempts are throttled, input is kept (except passwords and consumed
 * codes), and the focus moves to the first field in error. A button with `formNoValidate` sends the form as it is.
 * Sent by the browser before the page was hydrated, the form is not sent again. `outcome` numbers the answers.
 */
export function useServerForm<S extends FormState>({ name, attempt, action, loadSchema, errorTexts, selfSubmit }: Options<S>) {
  const waitingAnswer = useWaitingAnswer(name, attempt) as Awaited<S> | null;
  // Rendered on the server, the action itself is the form's target, so the form works without JavaScript.
  const [state, dispatch, isPending] = useActionState(
    typeof window === "undefined" ? action : preserveOnNetworkError<S>(action),
    waitingAnswer ?? ({} as Awaited<S>),
  );
  const ref = useRef<HTMLFormElement>(null);
  const pending = useSentNatively(ref) || isPending;
  const check = useLocalCheck(loadSchema);
  const sent = useRef<Sent>({ data: new FormData(), editedSince: false });
  const hydrated = useHydrated();
  const { waiting, shown: retry, markSent, markEdited } = useRetryCountdown(state.retry);
  const outcome = `${useOutcome(state)} ${check.refusals}`;
  const { onEdit, accepts } = useSelfSubmit(selfSubmit, state);

  useEffect(() => showOutcome(ref.current, state, sent.current), [state]);

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const submitter = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null;
    if (pending || check.busy.current || (waiting && !submitter?.formNoValidate) || !accepts()) return;
    markSent();
    const data = new FormData(form, submitter);
    sent.current = { data, editedSince: false };
    if (submitter?.formNoValidate || (await check.passes(form))) startTransition(() => dispatch(data));
  }

  const field = (name: string): FieldProps => {
    const shown = retry?.field === name ? retry : undefined;
    const refused = shown?.secondsLeft === 0 ? undefined : state.fieldErrors?.[name];
    const error = check.errors[name] ? errorText(errorTexts, name, check.errors[name]) : refused;
    return { name, error, defaultValue: state.values?.[name], retry: shown, outcome };
  };
  const onInput = (event: FormEvent<HTMLFormElement>) => {
    sent.current.editedSince = true;
    markEdited();
    if (ref.current) check.prepare(ref.current).catch(() => undefined);
    onEdit(event);
  };
  const form = { ref, action: dispatch, onSubmit, onInput, onCompositionEnd: onEdit, noValidate: hydrated };
  return { state, pending, waiting, outcome, field, form };
}

type LocalCheck = {
  errors: Record<string, string>;
  /** How often the check has refused a press. */
  refusals: number;
  busy: RefObject<boolean>;
  prepare: (form: HTMLFormElement) => Promise<FormControl>;
  passes: (form: HTMLFormElement) => Promise<boolean>;
};

/** The check in the browser. If it does not load in time, the form is sent: the server checks anyway. */
function useLocalCheck(loadSchema: () => Promise<FormSchema>): LocalCheck {
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [refusals, setRefusals] = useState(0);
  const control = useRef<{ form: HTMLFormElement; ready: Promise<FormControl> } | null>(null);
  const busy = useRef(false);

  const prepare = (form: HTMLFormElement) => {
    if (control.current?.form !== form) control.current = { form, ready: connect(form, loadSchema, setErrors) };
    return control.current.ready;
  };

  async function passes(form: HTMLFormElement): Promise<boolean> {
    busy.current = true;
    const loaded = prepare(form).catch(() => null);
    const ready = await Promise.race([loaded, afterTimeout()]);
    const valid = ready ? await ready.validate() : true;
    busy.current = false;
    if (!valid) setRefusals((count) => count + 1);
    return valid;
  }

  return { errors, refusals, busy, prepare, passes };
}

function afterTimeout(): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), FORM_CHECK_TIMEOUT_MS));
}

async function connect(form: HTMLFormElement, loadSchema: () => Promise<FormSchema>, onErrors: (codes: Record<string, string>) => void) {
  const [{ attachFormControl }, schema] = await Promise.all([import("./form-control"), loadSchema()]);
  return attachFormControl(form, schema, onErrors);
}

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
type Sent = { data: FormData; editedSince: boolean };

/**
 * Empties secrets that the server has checked, and focuses the first field in error. Input from after the form was
 * sent is newer than the answer: it is kept, with the focus.
 */
function showOutcome(form: HTMLFormElement | null, state: FormState, sent: Sent): void {
  const { fieldErrors, formError, notice, reverificationNotice, unanswered, retry } = state;
  if (!form || unanswered) return;
  if (reverificationNotice) form.querySelector<HTMLInputElement>("[name=reverification]")?.focus();
  if ((fieldErrors && !retry?.notChecked) || formError || notice) empty(form, "input[autocomplete$=-password]", sent);
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

/**
 * The same action, for the browser: when no answer comes (the network or the console is out of reach, or silent for
 * ACTION_TIMEOUT_MS, see `limitActionTime`) the form says so and keeps its input, where a thrown error would remove
 * the form. A rejection is shown with its own message, as trying again would not help. An error thrown by the server has a digest: a
 * redirect, or a bug for the error page.
 */
export function preserveOnNetworkError<S extends FormState>(action: FormAction<S>): FormAction<S> {
  return async (state, data) => {
    try {
      return await action(state, data);
    } catch (error) {
      if (error instanceof Error && "digest" in error) throw error;
      const values = Object.fromEntries([...data].filter((entry): entry is [string, string] => typeof entry[1] === "string"));
      return { ...state, values, fieldErrors: undefined, notice: undefined, formError: reasonOf(error), unanswered: true };
    }
  };
}

/** `fetch` throws a TypeError or, after a time-out, a DOMException when no answer comes; an outage says so by its status, and is worded here. */
function reasonOf(error: unknown): string {
  const texts = currentErrorTexts();
  if (isUnrecognizedAction(error)) return texts.outdated;
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof DOMException) return texts.kept;
  const messages = error.message.trim();
  return messages === "" || messages === NEXT_DEFAULT_MESSAGE || messages === texts.outage ? texts.kept : messages;
}
