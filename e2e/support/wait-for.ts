import { setTimeout as delay } from "node:timers/promises";

/** Waits until `condition` holds; an error in it is final. */
export async function waitFor(what: string, condition: () => boolean | Promise<boolean>, timeoutMs = 150_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s in vain for ${what}`);
    await delay(50);
  }
}
