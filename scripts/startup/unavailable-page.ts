import type { IncomingMessage, ServerResponse } from "node:http";
import { headersWithoutPolicy } from "@/lib/http/security-headers";
import texts from "@/lib/i18n/messages/en.unavailable.json";
import { isDatabaseReadOnly } from "@/lib/server/outage";
import { answerMessage } from "./message-page";

/** How soon it makes sense to come back. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Answers with 503 what cannot be answered now: a page for people, words for scripts. Nothing of the request has taken
 * effect, unless an action had committed before its page failed, or lost the database while it committed.
 */
export function answerUnavailable(request: IncomingMessage, response: ServerResponse): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  const headers = { ...headersWithoutPolicy(request.url ?? "/"), "retry-after": String(RETRY_AFTER_SECONDS) };
  const read = request.method === "GET" || request.method === "HEAD";
  // An empty address is this very page's. A form is sent again by reloading, which the browser asks about first.
  const [reason, heading] = isDatabaseReadOnly() ? [texts.readOnly, texts.readOnlyHeading] : [texts.cause, texts.heading];
  const html = read ? `<p>${reason} ${texts.reading}</p><a href="">${texts.retry}</a>` : `<p>${reason} ${texts.sending}</p>`;
  answerMessage(request, response, { status: 503, headers, heading, html, text: heading });
}
