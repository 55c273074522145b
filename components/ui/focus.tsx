"use client";

import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** The first message after an action's redirect: takes the focus, as the focused element is on the page before. */
export function FocusOnMount({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} className="outline-none">
      {children}
    </div>
  );
}

/**
 * Puts the focus where the user starts to type, with a mouse or touchpad only: on a touch screen it would open the keyboard unasked. Does
 * nothing once something has the focus.
 */
export function useFocusFirstField(form: RefObject<HTMLFormElement | null>): void {
  useEffect(() => {
    if (document.activeElement !== document.body || !matchMedia("(hover: hover) and (pointer: fine)").matches) return;
    form.current?.querySelector<HTMLInputElement>("input:not([type=hidden], [readonly])")?.focus({ preventScroll: true });
  }, [form]);
}

/** When the focused control was removed: the first heading within `place` takes the focus, so that Tab continues there. */
export function focusHeading(place: Element | null | undefined): void {
  place?.querySelector<HTMLElement>("h1, h2")?.focus();
}

/** The first heading of the page or dialog that `gone` was in. */
export function focusHeadingAround(gone: Element): void {
  focusHeading(gone.closest("main, dialog"));
}

/** When an element with the focus is removed, `pass` (a stable function) moves the focus; else it would go to the top of the page. */
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
 * When one view of a form replaces another, the focused element is removed: the marked element of the new view takes
 * the focus (`data-swap-focus`), so that it is read out and Tab continues there. The first rendering moves no focus.
 */
export function useFocusOnSwap(place: RefObject<HTMLElement | null>, view: string): void {
  const before = useRef(view);
  useEffect(() => {
    if (before.current === view) return;
    before.current = view;
    place.current?.querySelector<HTMLElement>("[data-swap-focus]")?.focus();
  }, [place, view]);
}
