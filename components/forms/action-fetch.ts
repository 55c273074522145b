import texts from "@/lib/i18n/messages/en.error.json";
import { ACTION_TIMEOUT_MS } from "@/lib/policy";

// All that the browser's side relies on and Next.js does not document; for the server see lib/server/next-internals.ts.

/** What Next's client throws for an answer that is not plain text, such as a proxy's page during an outage. */
export const NEXT_DEFAULT_MESSAGE = "An unexpected response was received from the server.";

/**
 * Aborts a server action that is not answered in time. Next sends one action after another and waits for each without
 * limit: a request that hangs would block every later one.
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

/** Temporary statuses of the 4xx class (RFC 9110 section 15.5, RFC 8470, RFC 6585). */
const TEMPORARY = new Set([408, 425, 429]);
const MESSAGES: Record<number, string> = texts.refused;

/**
 * Adds a message to a rejected server action without one: from a proxy or firewall in front, whose page Next's client discards.
 * Without it the form would report an outage and ask the user to try again.
 */
export function explainRefusals(): void {
  const send = window.fetch;
  window.fetch = async (input, init) => {
    const response = await send(input, init);
    const words = new Headers(init?.headers).has("next-action") ? refusalMessage(response) : null;
    if (words === null) return response;
    // Next's client passes on text of exactly this type.
    return new Response(words, { status: response.status, headers: { "content-type": "text/plain" } });
  };
}

/** Returns null unless the response is a rejection that the form cannot show: the console's own are plain text. */
export function refusalMessage({ status, headers }: Response): string | null {
  if (status < 400 || status > 499 || TEMPORARY.has(status)) return null;
  const type = headers.get("content-type") ?? "";
  if (type === "text/plain" || type.startsWith("text/x-component") || headers.has("x-nextjs-action-not-found")) return null;
  return MESSAGES[status] ?? texts.refusedOtherwise.replace("{status}", String(status));
}
