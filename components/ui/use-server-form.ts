"use client";

import { type FormEvent, startTransition, useActionState, useEffect, useRef, useState } from "react";
import { useWaitingAnswer } from "@/components/forms/form-page";
import { errorText, type FieldErrorTexts } from "@/lib/i18n/error-text";
import type { FormName, FormState } from "@/lib/web/form-state";
import type { FieldProps } from "./field";
import type { FormControl, FormSchema } from "./form-control";
import { keepTyped } from "./keep-typed";
import { useHydrated } from "./use-hydrated";
import { useWait } from "./use-wait";

type Options<S> = {
  /** Which form of its page this is, and of which attempt: an answer that waits for it is shown from the start. */
  name: FormName;
  attempt?: string;
  action: (state: S, data: FormData) => Promise<S>;
  initialState: Awaited<S>;
  /** Fetched with react-hook-form once somebody starts to type. */
  loadSchema: () => Promise<FormSchema>;
  errorTexts: FieldErrorTexts;
};

/**
 * A form that is a plain server action without JavaScript. With it, fields are checked before they are sent, a press does
 * nothing while another is under way or tries have to wait, what was typed stays (passwords go, and codes that have done
 * their work), and the focus moves to the first field in error. A button with `formNoValidate` sends the form as it is.
 */
export function useServerForm<S extends FormState>({ name, attempt, action, initialState, loadSchema, errorTexts }: Options<S>) {
  const waitingAnswer = useWaitingAnswer(name, attempt) as Awaited<S> | null;
  // Rendered on the server the action itself is the form's address, which makes it work without JavaScript.
  const [state, dispatch, pending] = useActionState(
    typeof window === "undefined" ? action : keepTyped<S>(action),
    waitingAnswer ?? initialState,
  );
  const [localErrors, setLocalErrors] = useState<Record<string, string>>({});
  const ref = useRef<HTMLFormElement>(null);
  const control = useRef<{ form: HTMLFormElement; ready: Promise<FormControl> } | null>(null);
  const busy = useRef(false);
  const hydrated = useHydrated();
  const { waiting, shown: wait, noteSent, noteTyping } = useWait(state.wait);

  useEffect(() => showOutcome(ref.current, state), [state]);

  const prepare = (form: HTMLFormElement) => {
    if (control.current?.form !== form) control.current = { form, ready: connect(form, loadSchema, setLocalErrors) };
    return control.current.ready;
  };

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const submitter = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null;
    if (pending || busy.current || (waiting && !submitter?.formNoValidate)) return;
    busy.current = true;
    noteSent();
    const data = new FormData(form, submitter);
    const valid =
      submitter?.formNoValidate ||
      (await prepare(form).then(
        (ready) => ready.validate(),
        () => true,
      ));
    busy.current = false;
    if (valid) startTransition(() => dispatch(data));
  }

  const field = (name: string): FieldProps => {
    const shown = wait?.field === name ? wait : undefined;
    const refused = shown?.secondsLeft === 0 ? undefined : state.fieldErrors?.[name];
    const error = localErrors[name] ? errorText(errorTexts, name, localErrors[name]) : refused;
    return { name, error, defaultValue: state.values?.[name], wait: shown };
  };
  const onInput = () => {
    noteTyping();
    if (ref.current) prepare(ref.current).catch(() => undefined);
  };
  return { state, pending, waiting, field, form: { ref, action: dispatch, onSubmit, onInput, noValidate: hydrated } };
}

async function connect(form: HTMLFormElement, loadSchema: () => Promise<FormSchema>, onErrors: (codes: Record<string, string>) => void) {
  const [{ attachFormControl }, schema] = await Promise.all([import("./form-control"), loadSchema()]);
  return attachFormControl(form, schema, onErrors);
}

function showOutcome(form: HTMLFormElement | null, { fieldErrors, formError, notice, proofNotice, unanswered, wait }: FormState) {
  if (!form || unanswered) return;
  if (proofNotice) form.querySelector<HTMLInputElement>("[name=proof]")?.focus();
  if ((fieldErrors && !wait?.untried) || formError || notice) empty(form, "input[type=password]");
  if (notice) empty(form, "input[autocomplete=one-time-code]");
  const wrong = form.querySelector<HTMLInputElement>("[aria-invalid=true]");
  wrong?.focus();
  wrong?.select();
}

function empty(form: HTMLFormElement, secrets: string) {
  for (const input of form.querySelectorAll<HTMLInputElement>(secrets)) input.value = "";
}
