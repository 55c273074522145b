"use client";

import { useState } from "react";
import type { FormState } from "@/lib/http/form-state";
import { useCountdown } from "./use-countdown";
import { useHydrated } from "./use-hydrated";

const NONE = { seconds: 0 };

/**
 * The wait that the server has told of. `waiting` keeps the button back, until it is over or something was typed since the
 * form was sent: another name may have nothing to wait for, an operator may have lifted it, and the server decides anyway.
 */
export function useWait(wait: FormState["wait"]) {
  const secondsLeft = useCountdown(wait ?? NONE);
  const [typed, setTyped] = useState(false);
  const waiting = useHydrated() && secondsLeft > 0 && !typed;
  return { waiting, shown: wait && { ...wait, secondsLeft }, noteSent: () => setTyped(false), noteTyping: () => setTyped(true) };
}
