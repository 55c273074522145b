"use client";

import { useSyncExternalStore } from "react";

const neverChanges = () => () => {};

/** False in the server's HTML and where JavaScript does not run: for what would be a dead button there. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
}
