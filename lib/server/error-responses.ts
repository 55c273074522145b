import { createHash } from "node:crypto";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { findCookie, themeCookieName } from "@/lib/http/cookie-names";
import { headersWithoutPolicy, plainTextType } from "@/lib/http/security-headers";
import { standaloneLocale } from "@/lib/http/standalone-locale";
import { DEFAULT_LOCALE, directionOf, type Locale } from "@/lib/i18n/locales";
import { standaloneTexts } from "@/lib/i18n/standalone-texts";
import { SENT_BY_SCRIPT_HEADER } from "@/lib/platform/http/client-address";
import { log } from "@/lib/platform/log";
import { isDatabaseReadOnly, reportDatabaseError } from "./outage";

/** Depends on nothing that may fail itself. */
const PLAIN_HEADERS = {
  "content-type": "text/plain; charset=utf-8",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/**
 * Wraps a handler so that its errors are logged and answered: 503 for a database failure, else 500.
 * Next keeps the process alive after an uncaught error, so its request would hang forever.
 */
export function withErrorResponse(handle: Handler): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    try {
      await handle(request, response);
    } catch (error) {
      sendErrorResponse(request, response, error);
    }
  };
}

/** Never throws: a line of text replaces the page if rendering fails. */
export function sendErrorResponse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const [isDatabaseFailure, problem] = attempt(() => reportDatabaseError(error) !== null);
  if (!isDatabaseFailure) log.error({ err: error, path: request.url?.split("?")[0] }, "a request failed before any page");
  if (problem) log.error({ err: problem }, "the state of the database cannot be looked into");
  if (response.headersSent) return void response.destroy();
  const [, unanswered] = attempt(() => (isDatabaseFailure ? sendUnavailable(request, response) : sendInternalError(request, response)));
  if (unanswered && !response.headersSent) response.writeHead(500, PLAIN_HEADERS).end(`${standaloneTexts(DEFAULT_LOCALE).error.heading}\n`);
}

function sendInternalError(request: IncomingMessage, response: ServerResponse): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  const headers = headersWithoutPolicy(request.url ?? "/");
  const locale = standaloneLocale(request.headers);
  const { heading, description, retry } = standaloneTexts(locale).error;
  const html = `<p>${description}</p><a href="">${retry}</a>`;
  sendMessagePage(request, response, { status: 500, headers, locale, heading, html, text: heading });
}

function attempt<T>(act: () => T): [T | null, unknown] {
  try {
    return [act(), null];
  } catch (error) {
    return [null, error];
  }
}

/** Seconds for `Retry-After`. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Answers 503: a page for browsers, text for scripts. The request has had no effect, unless an action had committed before
 * its page failed, or lost the database during the commit.
 */
export function sendUnavailable(request: IncomingMessage, response: ServerResponse): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  const headers = { ...headersWithoutPolicy(request.url ?? "/"), "retry-after": String(RETRY_AFTER_SECONDS) };
  const read = request.method === "GET" || request.method === "HEAD";
  // An empty address is the current page. Reloading sends a form again, after the browser has asked the user.
  const locale = standaloneLocale(request.headers);
  const texts = standaloneTexts(locale).unavailable;
  const [reason, heading] = isDatabaseReadOnly() ? [texts.readOnly, texts.readOnlyHeading] : [texts.cause, texts.heading];
  const html = read ? `<p>${reason} ${texts.reading}</p><a href="">${texts.retry}</a>` : `<p>${reason} ${texts.sending}</p>`;
  sendMessagePage(request, response, { status: 503, headers, locale, heading, html, text: heading });
}

/** The design tokens of app/globals.css that a message needs: this page must not depend on anything that may fail. */
const STYLE = `
:root { color-scheme: light dark; --ground: light-dark(#f6f5f1, #12161a); --ink: light-dark(#1b2521, #e9efec);
  --quiet: light-dark(#5a635e, #a3b0ab); --accent: light-dark(#146152, #7fd6bb); --accent-ink: light-dark(#ffffff, #06231c); }
:root[data-theme="light"] { color-scheme: light } :root[data-theme="dark"] { color-scheme: dark }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 ui-sans-serif, system-ui, sans-serif }
main { box-sizing: border-box; min-height: 70dvh; max-width: 28rem; margin: 0 auto; padding: 3rem 1.25rem; display: grid; align-content: center }
svg { width: 3rem; height: 3rem; margin-bottom: 1.5rem; color: var(--accent) }
h1 { margin: 0; font-size: 1.875rem; line-height: 2.25rem; text-wrap: balance; letter-spacing: -0.025em } p { margin: 0.5rem 0 0; color: var(--quiet) }
a { justify-self: start; margin-top: 2rem; padding: 0.625rem 1rem; border-radius: 0.5rem; background: var(--accent); color: var(--accent-ink);
  font-weight: 600; text-decoration: none } a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }`;

/** As in components/ui/page.tsx. */
const LOGO = `<svg viewBox="0 0 32 32" aria-hidden="true"><path fill="currentColor" fill-rule="evenodd"
d="M16 2a14 14 0 1 1 0 28 14 14 0 0 1 0-28Zm0 6.5a5 5 0 0 0-2 9.58V25h4v-2h2.5v-3H18v-1.92a5 5 0 0 0-2-9.58Z"/></svg>`;

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;

/** `html` follows the heading on the page; `text` says the same to programs. */
type Message = { status: number; headers: OutgoingHttpHeaders; locale: Locale; heading: string; html: string; text: string };

/** Answers in place of the console: with a standalone page, or with text for scripts and programs. */
export function sendMessagePage(request: IncomingMessage, response: ServerResponse, message: Message): void {
  const forBrowsers = wantsPage(request);
  const body = forBrowsers ? messagePage(request, message) : message.text;
  response.writeHead(message.status, {
    ...message.headers,
    "content-type": forBrowsers ? "text/html; charset=utf-8" : plainTextType(request),
    "content-security-policy": POLICY,
    "content-length": Buffer.byteLength(body),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function wantsPage({ headers }: IncomingMessage): boolean {
  return Boolean(headers.accept?.includes("text/html") && !headers[SENT_BY_SCRIPT_HEADER]);
}

function messagePage({ headers }: IncomingMessage, { locale, heading, html }: Message): string {
  const chosen = findCookie(headers.cookie ?? "", themeCookieName()) ?? "";
  const theme = ["light", "dark"].includes(chosen) ? chosen : "system";
  return `<!doctype html><html lang="${locale}" dir="${directionOf(locale)}" data-theme="${theme}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${heading}</title><style>${STYLE}</style></head>
<body><main>${LOGO}<h1>${heading}</h1>${html}</main></body></html>`;
}
