import type { IncomingMessage, ServerResponse } from "node:http";
import { hotReload } from "@/lib/platform/config/environment-variable";
import { randomToken } from "@/lib/platform/crypto/keyed-hash";
import { SENT_BY_SCRIPT_HEADER } from "@/lib/platform/http/client-address";
import { findCookie, formNoteCookieName, hasNoteShownOnce, returnCookieName, setCookieHeader } from "./cookie-names";
import { getDeps } from "./deps";
import { readReturnTo, SIGNED_OUT_NOTICE } from "./redirects";

/**
 * A policy with a fresh nonce: only scripts that we wrote into this page run (CSP Level 3, `strict-dynamic`).
 * Hot reload needs `eval` and its own style elements; the built console does not.
 */
function contentSecurityPolicy(request: IncomingMessage): string {
  const directives = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${randomToken(getDeps().random)}' 'strict-dynamic'${hotReload ? " 'unsafe-eval'" : ""}`,
    `style-src 'self'${hotReload ? " 'unsafe-inline'" : ""}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    ["form-action 'self'", ...formTargets(request)].join(" "),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return directives.join("; ");
}

/**
 * Chromium applies `form-action` to the redirect after a form too: a sign-in without JavaScript may redirect to an application. Only the
 * origin of this sign-in's destination is listed, so that the list of applications stays private.
 */
function formTargets({ url = "", headers }: IncomingMessage): string[] {
  if (!SIGN_IN.test(url)) return [];
  const requested = [new URLSearchParams(url.split("?")[1]).get("next"), readReturnOrigin(headers.cookie ?? "")];
  const external = requested.map((address) => readReturnTo(address)).filter((address) => address !== null && !address.startsWith("/"));
  return [...new Set(external.map((address) => new URL(address as string).origin))];
}

/** Set together with a pending sign-in; see lib/http/cookies.ts. */
function readReturnOrigin(cookieHeader: string): string | null {
  const value = findCookie(cookieHeader, returnCookieName()) ?? "";
  return /^[\w%.:/-]+$/.test(value) ? `${value.replaceAll(/%3A/gi, ":").replaceAll(/%2F/gi, "/")}/` : null;
}

/** The same for all users and cached by browsers. */
const ASSET = /^\/(_next\/static\/|(icon\.svg|favicon\.ico)(\?|$))/;
const NOT_SNIFFED: Record<string, string> = { "x-content-type-options": "nosniff" };
const SIGN_IN = /^\/login(\/|\?|$)/;
const CHECK = /^\/api\/forward-auth(\?|$)/;

/** A file of the build, or an icon. */
export function isAsset(url: string): boolean {
  return ASSET.test(url);
}

/** Requested by proxies before every request to an application. */
export function isCheck(url: string): boolean {
  return CHECK.test(url);
}

/** Sets the headers of the response. */
export function setSecurityHeaders(request: IncomingMessage, response: ServerResponse): void {
  response.setHeaders(new Map(Object.entries(prepareHeaders(request))));
}

/**
 * A page has its own policy, which is set on its request too: Next reads the nonce there. The answer to a forward-auth check may be passed
 * on under another host name, for which this console must not set HSTS.
 */
function prepareHeaders(request: IncomingMessage): Record<string, string> {
  const url = request.url ?? "/";
  if (isCheck(url)) return NOT_SNIFFED;
  if (ASSET.test(url)) return commonHeaders();
  const policy = contentSecurityPolicy(request);
  request.headers["content-security-policy"] = policy;
  return { ...headersWithoutPolicy(url), "content-security-policy": policy, ...clearShownNote(request) };
}

/** The page that shows the answer to a form deletes its cookie, so that a later visit does not show it again. */
function clearShownNote({ method, headers }: IncomingMessage): Record<string, string> {
  const isDocument = method === "GET" && !headers[SENT_BY_SCRIPT_HEADER] && !headers["sec-purpose"]?.includes("prefetch");
  if (!isDocument || !hasNoteShownOnce(headers.cookie ?? "")) return {};
  return { "set-cookie": setCookieHeader(formNoteCookieName(), "", { maxAge: 0 }) };
}

/** Next's client passes the text of a plain response on to the form only if it has exactly this type. */
export function plainTextType({ headers }: IncomingMessage): string {
  return headers[SENT_BY_SCRIPT_HEADER] === "action" ? "text/plain" : "text/plain; charset=utf-8";
}

/** The headers of a response that is a line of text. */
export function refusalHeaders(request: IncomingMessage): Record<string, string> {
  return { ...headersWithoutPolicy(request.url ?? "/"), "content-type": plainTextType(request) };
}

function commonHeaders(): Record<string, string> {
  const headers = {
    ...NOT_SNIFFED,
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
  };
  const { appUrl, hsts } = getDeps().config;
  return appUrl.startsWith("https:") && hsts ? { ...headers, "strict-transport-security": hsts } : headers;
}

/**
 * A token in the URL is never sent in a `Referer`, not even to this console, which logs it; forms need no exception, see
 * `lib/server/request-filter.ts`. After signing out the browser deletes what it cached, except cookies: that of the session is gone, and
 * another one identifies the known browser.
 */
function pageHeaders(url: string): Record<string, string> {
  const search = new URLSearchParams(url.split("?")[1]);
  return {
    "referrer-policy": search.has("token") ? "no-referrer" : "same-origin",
    "cache-control": "private, no-store",
    ...(search.get("notice") === SIGNED_OUT_NOTICE && { "clear-site-data": '"cache", "storage"' }),
  };
}

/** The headers of a response in place of the page at `url`, which has its own policy. */
export function headersWithoutPolicy(url: string): Record<string, string> {
  return { ...(isCheck(url) ? NOT_SNIFFED : commonHeaders()), ...pageHeaders(url) };
}
