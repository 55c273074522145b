"use client";

import { type RefObject, useLayoutEffect, useRef } from "react";

/** When an element goes that has the focus in it, `pass`, which stays the same, hands it on: it would fall to the top of the page. */
export function usePassFocus<E extends Element>(pass: (from: E) => void): RefObject<E | null> {
  const place = useRef<E>(null);
  useLayoutEffect(() => {
    const from = place.current;
    return () => {
      if (from?.contains(document.activeElement)) pass(from);
    };
  }, [pass]);
  return place;
}
