"use client";

import { type ReactNode, useEffect, useRef } from "react";

/** What a page says first to whoever an action has led there: takes the focus, as what had it is on the page before. */
export function Arrival({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} className="outline-none">
      {children}
    </div>
  );
}
