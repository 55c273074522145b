import { getDeps } from "./deps";

/** How long a page's `Send again` has to wait: whole seconds from now. */
export function sendWait(sendAgainAt: Date): { seconds: number } {
  const ms = sendAgainAt.getTime() - getDeps().clock.now().getTime();
  return { seconds: Math.max(0, Math.ceil(ms / 1000)) };
}
