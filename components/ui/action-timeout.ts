import { ACTION_TIMEOUT_MS } from "@/lib/policy";

/**
 * Gives up on a server action that is not answered in time. Next sends one action after another and waits for each without
 * end: a request that hangs would hold back every press after it.
 */
export function limitActionTime(): void {
  const send = window.fetch;
  window.fetch = (input, init) => {
    if (!new Headers(init?.headers).has("next-action")) return send(input, init);
    const giveUp = new AbortController();
    setTimeout(() => giveUp.abort(new DOMException("no answer to a server action", "TimeoutError")), ACTION_TIMEOUT_MS);
    return send(input, { ...init, signal: giveUp.signal });
  };
}
