import type { IncomingMessage, ServerResponse } from "node:http";
import texts from "@/lib/i18n/messages/en.unavailable.json";
import { headersWithoutPolicy, plainTextType } from "@/lib/web/security-headers";
import { MESSAGE_POLICY, messagePage, wantsPage } from "./message-page";

/** How soon it makes sense to come back. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Answers with 503 what cannot be answered now: a page for people, words for scripts. Nothing of the request has taken
 * effect, unless an action had committed before its page failed, or lost the database while it committed.
 */
export function answerUnavailable(request: IncomingMessage, response: ServerResponse): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  const forPeople = wantsPage(request);
  const body = forPeople ? page(request) : texts.heading;
  response.writeHead(503, {
    ...headersWithoutPolicy(request.url ?? "/"),
    "retry-after": String(RETRY_AFTER_SECONDS),
    "content-type": forPeople ? "text/html; charset=utf-8" : plainTextType(request),
    "content-security-policy": MESSAGE_POLICY,
    "content-length": Buffer.byteLength(body),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function page(request: IncomingMessage): string {
  const read = request.method === "GET" || request.method === "HEAD";
  // An empty address is this very page's. A form is sent again by reloading, which the browser asks about first.
  const way = read ? `<p>${texts.reading}</p><a href="">${texts.retry}</a>` : `<p>${texts.sending}</p>`;
  return messagePage(request, texts.heading, way);
}
