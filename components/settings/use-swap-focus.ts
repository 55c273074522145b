"use client";

import { type RefObject, useEffect, useRef } from "react";

/**
 * Where one view of a form takes the place of another, what had the focus is gone: the marked element of the new view takes
 * it (`data-swap-focus`), so that it is read out and Tab goes on from there. Nothing moves when the page is first shown.
 */
export function useSwapFocus(place: RefObject<HTMLElement | null>, view: string): void {
  const before = useRef(view);
  useEffect(() => {
    if (before.current === view) return;
    before.current = view;
    place.current?.querySelector<HTMLElement>("[data-swap-focus]")?.focus();
  }, [place, view]);
}
