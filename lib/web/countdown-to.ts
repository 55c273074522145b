import { getDeps } from "./deps";

/** For what waits or ends while a page is looked at: whole seconds from now. */
export function countdownTo(end: Date): { seconds: number } {
  const ms = end.getTime() - getDeps().clock.now().getTime();
  return { seconds: Math.max(0, Math.ceil(ms / 1000)) };
}
