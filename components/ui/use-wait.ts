"use client";

import { useState } from "react";
import type { FormState } from "@/lib/web/form-state";
import { useCountdown } from "./use-countdown";
import { useHydrated } from "./use-hydrated";

const NONE = { seconds: 0 };

/**
 * The wait that the server has told of. `waiting` keeps the button back, until it is over or somebody types something else:
 * another name may have nothing to wait for, an operator may have lifted it, and the server decides anyway.
 */
export function useWait(wait: FormState["wait"]) {
  const secondsLeft = useCountdown(wait ?? NONE);
  const [typedIn, setTypedIn] = useState<FormState["wait"]>();
  const waiting = useHydrated() && secondsLeft > 0 && typedIn !== wait;
  return { waiting, shown: wait && { ...wait, secondsLeft }, noteTyping: () => setTypedIn(wait) };
}
