import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { stringifySetCookie } from "cookie";
import { clientIp } from "@/lib/http/client-share";
import { hasCookie } from "@/lib/http/cookie-names";
import { headersWithoutPolicy } from "@/lib/http/security-headers";
import { standaloneLocale } from "@/lib/http/standalone-locale";
import { DEFAULT_LOCALE } from "@/lib/i18n/locales";
import { standaloneTexts } from "@/lib/i18n/standalone-texts";
import type { Config } from "@/lib/platform/config/config";
import { type Peer, SENT_BY_SCRIPT_HEADER } from "@/lib/platform/http/client-address";
import { type AddressProblem, REQUESTED_PATH_HEADER, requestHost } from "@/lib/platform/http/requested-address";
import { logOnce } from "@/lib/platform/log";
import { logSecurityEvent } from "@/lib/platform/security-event";
import { sendMessagePage } from "./error-responses";

type Found = { problem: AddressProblem; peer: Peer };

/** The log is in English. */
const ENGLISH = standaloneTexts(DEFAULT_LOCALE).address;

/** 421: no page of this console is served under that name (RFC 9110 section 15.5.20). */
const STATUS: Record<AddressProblem, number> = { "wrong-host": 421, "app-url-unset": 421, "plain-http": 403 };

/**
 * Set with the redirect to https. A browser that sends it over plain http was redirected before: the proxy that terminates TLS
 * reports http, and another redirect would loop. It is no secret, and has no `Secure` so that both sides see it.
 */
const REDIRECTED_COOKIE = "latchkey-redirected-to-https";
const REDIRECTED_COOKIE_SECONDS = 30;

/**
 * Redirects a browser that opened an https console over http to APP_URL. Otherwise explains why the console does not answer at
 * this address, which address is right, and what the operator has to set, which is logged once. Both lead to APP_URL only,
 * never to the sent host.
 */
export function rejectAddress(request: IncomingMessage, response: ServerResponse, { problem, peer }: Found, { appUrl }: Config): void {
  const cause = problem !== "app-url-unset" && peer === "unlisted-proxy" ? "unlisted-proxy" : problem;
  const host = requestHost(request.headers)?.slice(0, 100);
  // HSTS must not bind another name to https.
  const { "strict-transport-security": _, ...headers } = headersWithoutPolicy(request.url ?? "/");
  const address = `${appUrl}${request.headers[REQUESTED_PATH_HEADER] ?? "/"}`;
  // Once for each problem: a client that sends many hosts cannot suppress the lines about other problems.
  logOnce(problem, { host, appUrl, peer: request.socket.remoteAddress, hint: ENGLISH[cause].operator }, LOG_MESSAGES[problem]);
  if (problem === "plain-http" && mayRedirect(request, peer)) {
    redirectToHttps(response, address, headers);
    return;
  }
  logSecurityEvent({ reason: problem, ip: clientIp(request.headers), status: STATUS[problem], host: host ?? "" });
  const locale = standaloneLocale(request.headers);
  const texts = standaloneTexts(locale).address;
  const { heading, text } = texts[problem];
  const { operator } = texts[cause];
  const known = problem !== "app-url-unset";
  const lines = known ? [text, appUrl, operator] : [text, operator];
  const link = known ? `<a href="${escapeHtml(address)}">${escapeHtml(appUrl)}</a>` : "";
  const html = `<p>${escapeHtml(text)}</p>${link}<p>${escapeHtml(operator)}</p>`;
  sendMessagePage(request, response, { status: STATUS[problem], headers, locale, heading, html, text: `${lines.join(" ")}\n` });
}

/** Not for a form, which would lose its fields, nor behind a proxy that may terminate TLS, where the redirect would loop. */
function mayRedirect({ method, headers }: IncomingMessage, peer: Peer): boolean {
  const isReading = method === "GET" || method === "HEAD";
  return isReading && !headers[SENT_BY_SCRIPT_HEADER] && peer !== "unlisted-proxy" && !hasCookie(headers.cookie ?? "", REDIRECTED_COOKIE);
}

/** Temporary (307): browsers cache a permanent one, and with it a mistake that the operator has since corrected. */
function redirectToHttps(response: ServerResponse, address: string, headers: OutgoingHttpHeaders): void {
  const lifetime = { path: "/", maxAge: REDIRECTED_COOKIE_SECONDS };
  const cookie = stringifySetCookie({ name: REDIRECTED_COOKIE, value: "1", ...lifetime, httpOnly: true, sameSite: "lax" });
  response.writeHead(307, { ...headers, location: address, "set-cookie": cookie }).end();
}

const LOG_MESSAGES: Record<AddressProblem, string> = {
  "wrong-host": "a request was refused: its host is not that of APP_URL",
  "app-url-unset": "a request was refused: APP_URL is not set, and its host is not this machine",
  "plain-http": "APP_URL is https, and a request came over http: pages are redirected to APP_URL, forms are refused",
};

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);
}
