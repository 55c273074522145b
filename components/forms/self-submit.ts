"use client";

import { type FormEvent, useLayoutEffect, useRef } from "react";
import type { FormState } from "@/lib/http/form-state";
import { SELF_SUBMIT_PRESS_MS } from "@/lib/policy";

/** The field whose last digit submits its form, and how many digits that takes. */
export type SelfSubmit = { field: string; digits: number };

/**
 * Whether the input is a complete code: its digits, of any script, in one group or two halves. A dash elsewhere belongs to a backup code
 * that is being typed.
 */
export function isCompleteCode(input: string, digits: number): boolean {
  const half = `\\p{Nd}{${digits / 2}}`;
  return new RegExp(`^${half}[\\s\\p{Pd}]?${half}$`, "u").test(input.trim());
}

/**
 * Submits a form when its code is complete, also when it was pasted or filled in by the phone: once, as its first submission. After an
 * answer, or a press before that, only the button submits, so that no correction costs an attempt that the user has not confirmed.
 * `accepts` is false for a press that follows the form's own submission out of habit: nothing has been entered since its answer.
 */
export function useSelfSubmit(rule: SelfSubmit | undefined, state: FormState) {
  const isReady = useRef(!state.fieldErrors && !state.formError);
  const isSubmitting = useRef(false);
  const wasOwn = useRef(false);
  const ignoresPress = useRef(false);
  const answered = useRef(state);

  useLayoutEffect(() => {
    if (state === answered.current) return;
    answered.current = state;
    if (!wasOwn.current) return;
    ignoresPress.current = true;
    const timer = setTimeout(() => {
      ignoresPress.current = false;
    }, SELF_SUBMIT_PRESS_MS);
    return () => clearTimeout(timer);
  }, [state]);

  function onEdit(event: FormEvent<HTMLFormElement>) {
    ignoresPress.current = false;
    const input = event.target as HTMLInputElement;
    // An input method may still replace what it shows; it ends with an event of its own.
    const isComposing = (event.nativeEvent as InputEvent).isComposing === true;
    if (!isReady.current || isComposing || !rule || input.name !== rule.field || !isCompleteCode(input.value, rule.digits)) return;
    isSubmitting.current = true;
    event.currentTarget.requestSubmit();
    isSubmitting.current = false;
  }

  /** Call it for a submission that nothing else refuses. */
  function accepts(): boolean {
    if (ignoresPress.current) return false;
    isReady.current = false;
    wasOwn.current = isSubmitting.current;
    return true;
  }

  return { onEdit, accepts };
}
