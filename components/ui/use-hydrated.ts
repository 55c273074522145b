"use client";

import { useSyncExternalStore } from "react";

const neverChanges = () => () => {};

/** False in the server's HTML and without JavaScript: for buttons that would not work there. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
}
