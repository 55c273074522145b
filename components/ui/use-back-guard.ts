"use client";

import { useLayoutEffect, useRef } from "react";

type Navigation = EventTarget;
type NavigateEvent = Event & { navigationType: string };

/**
 * Asks before the browser's Back button takes unsaved edits away, where the browser lets a page do that (Navigation API,
 * and only after the person has done something in the page). The answer allows the next step back.
 */
export function useBackGuard(unsaved: () => boolean, ask: () => void): () => void {
  const allowed = useRef(false);
  const latest = useRef({ unsaved, ask });
  latest.current = { unsaved, ask };
  useLayoutEffect(() => {
    const { navigation } = window as { navigation?: Navigation };
    const onNavigate = (event: Event) => {
      const { navigationType } = event as NavigateEvent;
      if (navigationType !== "traverse" || !event.cancelable || allowed.current || !latest.current.unsaved()) return;
      event.preventDefault();
      latest.current.ask();
    };
    navigation?.addEventListener("navigate", onNavigate);
    return () => navigation?.removeEventListener("navigate", onNavigate);
  }, []);
  return () => {
    allowed.current = true;
  };
}
