import type { IncomingMessage, ServerResponse } from "node:http";
import { headersWithoutPolicy } from "@/lib/http/security-headers";
import texts from "@/lib/i18n/messages/en.error.json";
import { log } from "@/lib/platform/log";
import { noteTrouble } from "@/lib/server/outage";
import { answerMessage } from "./message-page";
import { answerUnavailable } from "./unavailable-page";

/** Made of nothing that may fail itself. */
const PLAIN_HEADERS = {
  "content-type": "text/plain; charset=utf-8",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/**
 * The same handler, but what it throws or rejects with is logged and answered: 503 where the database is the reason, else 500.
 * Next keeps the process alive after an uncaught error, so its request would hang for ever.
 */
export function answerErrors(handle: Handler): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    try {
      await handle(request, response);
    } catch (error) {
      answerError(request, response, error);
    }
  };
}

/** Never throws: where the page cannot be made either, a line of text stands in for it. */
export function answerError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const [isTrouble, problem] = attempt(() => noteTrouble(error) !== null);
  if (!isTrouble) log.error({ err: error, path: request.url?.split("?")[0] }, "a request failed before any page");
  if (problem) log.error({ err: problem }, "the state of the database cannot be looked into");
  if (response.headersSent) return void response.destroy();
  const [, unanswered] = attempt(() => (isTrouble ? answerUnavailable(request, response) : answerFailed(request, response)));
  if (unanswered && !response.headersSent) response.writeHead(500, PLAIN_HEADERS).end(`${texts.heading}\n`);
}

function answerFailed(request: IncomingMessage, response: ServerResponse): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  const headers = headersWithoutPolicy(request.url ?? "/");
  const html = `<p>${texts.lead}</p><a href="">${texts.retry}</a>`;
  answerMessage(request, response, { status: 500, headers, heading: texts.heading, html, text: texts.heading });
}

function attempt<T>(act: () => T): [T | null, unknown] {
  try {
    return [act(), null];
  } catch (error) {
    return [null, error];
  }
}
