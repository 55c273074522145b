import texts from "@/lib/i18n/messages/en.error.json";

/** Statuses of the 4xx class that pass by themselves (RFC 9110 section 15.5, RFC 8470, RFC 6585). */
const PASSING = new Set([408, 425, 429]);
const WORDED: Record<number, string> = texts.refused;

/**
 * Words a refusal of a server action that came without any: from a proxy or a firewall in front, whose page Next's client throws
 * away. Without them the form would call it an outage, and ask the user to try again.
 */
export function wordRefusals(): void {
  const send = window.fetch;
  window.fetch = async (input, init) => {
    const response = await send(input, init);
    const words = new Headers(init?.headers).has("next-action") ? refusalWords(response) : null;
    if (words === null) return response;
    // Next's client hands on the words of exactly this type.
    return new Response(words, { status: response.status, headers: { "content-type": "text/plain" } });
  };
}

/** Null for everything but a refusal without words that the form could show: those of the console itself are plain text. */
export function refusalWords({ status, headers }: Response): string | null {
  if (status < 400 || status > 499 || PASSING.has(status)) return null;
  const type = headers.get("content-type") ?? "";
  if (type === "text/plain" || type.startsWith("text/x-component") || headers.has("x-nextjs-action-not-found")) return null;
  return WORDED[status] ?? texts.refusedOtherwise.replace("{status}", String(status));
}
