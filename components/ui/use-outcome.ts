"use client";

import { useState } from "react";

/**
 * Numbers the outcomes of a form: the next number with every new `state`, also one that says the same. As the `key` of what
 * is announced it makes each outcome an element of its own: screen readers read the same error again, and a page translator
 * sees the new text.
 */
export function useOutcome(state: unknown): number {
  const [shown, setShown] = useState({ state, number: 0 });
  if (shown.state === state) return shown.number;
  const next = { state, number: shown.number + 1 };
  setShown(next);
  return next.number;
}
