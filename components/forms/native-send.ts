"use client";

import { type RefObject, useSyncExternalStore } from "react";
import { ACTION_TIMEOUT_MS } from "@/lib/policy";

/** The form that the browser itself is sending, without a script. */
let underWay: HTMLFormElement | null = null;
const listeners = new Set<() => void>();

function set(form: HTMLFormElement | null): void {
  underWay = form;
  for (const listener of listeners) listener();
}

/** Installed before hydration. A page that is still here after the time-out, or comes back from the cache, may send again. */
export function watchNativeSends(): void {
  window.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    set(event.target as HTMLFormElement);
    setTimeout(() => set(null), ACTION_TIMEOUT_MS);
  });
  window.addEventListener("pageshow", () => set(null));
}

/** Also for a form that replaced the pending one: see keep-entered.ts. */
export function isSentNatively(form: HTMLFormElement | null): boolean {
  return underWay !== null && (underWay === form || !underWay.isConnected);
}

/** Whether the browser is sending this form, submitted before hydration: then it is not sent twice. */
export function useSentNatively(form: RefObject<HTMLFormElement | null>): boolean {
  return useSyncExternalStore(
    (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    () => isSentNatively(form.current),
    () => false,
  );
}
