"use client";

import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** What a page says first to whoever an action has led there: takes the focus, as what had it is on the page before. */
export function FocusOnMount({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} className="outline-none">
      {children}
    </div>
  );
}

/** For when the control that had the focus is gone: the first heading within `place` takes it, so that Tab goes on from there. */
export function focusHeading(place: Element | null | undefined): void {
  place?.querySelector<HTMLElement>("h1, h2")?.focus();
}

/** The first heading of the page or dialog that `gone` was in. */
export function focusHeadingAround(gone: Element): void {
  focusHeading(gone.closest("main, dialog"));
}

/** When an element goes that has the focus in it, `pass`, which stays the same, hands it on: it would fall to the top of the page. */
export function useFocusOnRemove<E extends Element>(pass: (from: E) => void): RefObject<E | null> {
  const place = useRef<E>(null);
  useLayoutEffect(() => {
    const from = place.current;
    return () => {
      if (from?.contains(document.activeElement)) pass(from);
    };
  }, [pass]);
  return place;
}

/**
 * Where one view of a form takes the place of another, what had the focus is gone: the marked element of the new view takes
 * it (`data-swap-focus`), so that it is read out and Tab goes on from there. Nothing moves when the page is first shown.
 */
export function useFocusOnSwap(place: RefObject<HTMLElement | null>, view: string): void {
  const before = useRef(view);
  useEffect(() => {
    if (before.current === view) return;
    before.current = view;
    place.current?.querySelector<HTMLElement>("[data-swap-focus]")?.focus();
  }, [place, view]);
}
