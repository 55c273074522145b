import type { IncomingMessage, ServerResponse } from "node:http";
import { hotReload } from "@/lib/platform/config/environment-variable";
import { randomToken } from "@/lib/platform/crypto/keyed-hash";
import { findCookie, formNoteCookieName, hasNoteShownOnce, returnCookieName, setCookieHeader } from "./cookie-names";
import { getDeps } from "./deps";
import { readReturnTo } from "./redirects";

/** In the address that signing out leads to. */
export const SIGNED_OUT_NOTICE = "signed-out";

/**
 * A policy with a fresh nonce: no script runs that we did not write into this very page (CSP Level 3, `strict-dynamic`).
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
 * Chromium checks the redirect after a form too: a sign-in without JavaScript leads on to an application. Only the origin that
 * this very sign-in leads to is named, so that the list of applications is no public knowledge.
 */
function formTargets({ url = "", headers }: IncomingMessage): string[] {
  if (!SIGN_IN.test(url)) return [];
  const wanted = [new URLSearchParams(url.split("?")[1]).get("next"), readReturnOrigin(headers.cookie ?? "")];
  const external = wanted.map((address) => readReturnTo(address)).filter((address) => address !== null && !address.startsWith("/"));
  return [...new Set(external.map((address) => new URL(address as string).origin))];
}

/** Beside a sign-in that waits for its code; see lib/http/cookies.ts. */
function readReturnOrigin(cookieHeader: string): string | null {
  const value = findCookie(cookieHeader, returnCookieName()) ?? "";
  return /^[\w%.:/-]+$/.test(value) ? `${value.replaceAll(/%3A/gi, ":").replaceAll(/%2F/gi, "/")}/` : null;
}

/** The same for everybody; browsers keep it. */
const ASSET = /^\/(_next\/static\/|icon\.svg|favicon\.ico)/;
const NOT_SNIFFED: Record<string, string> = { "x-content-type-options": "nosniff" };
const SIGN_IN = /^\/login(\/|\?|$)/;
const CHECK = /^\/api\/forward-auth(\?|$)/;

/** A file of the build, or an icon. */
export function isAsset(url: string): boolean {
  return ASSET.test(url);
}

/** Asked before every request to some other application. */
export function isCheck(url: string): boolean {
  return CHECK.test(url);
}

/** Sets the headers of the answer to come. */
export function setSecurityHeaders(request: IncomingMessage, response: ServerResponse): void {
  response.setHeaders(new Map(Object.entries(prepareHeaders(request))));
}

/**
 * A page has a policy of its own, which stands in its request too: Next takes the nonce from there. The answer to a check may
 * be passed on under another host's name, which is not ours to bind to https.
 */
function prepareHeaders(request: IncomingMessage): Record<string, string> {
  const url = request.url ?? "/";
  if (isCheck(url)) return NOT_SNIFFED;
  if (ASSET.test(url)) return commonHeaders();
  const policy = contentSecurityPolicy(request);
  request.headers["content-security-policy"] = policy;
  return { ...headersWithoutPolicy(url), "content-security-policy": policy, ...recordCleared(request) };
}

/** The page that shows the answer to a form lets the browser forget it, so that a later visit does not show it again. */
function recordCleared({ method, headers }: IncomingMessage): Record<string, string> {
  const isDocument = method === "GET" && headers.rsc === undefined && !headers["sec-purpose"]?.includes("prefetch");
  if (!isDocument || !hasNoteShownOnce(headers.cookie ?? "")) return {};
  return { "set-cookie": setCookieHeader(formNoteCookieName(), "", { maxAge: 0 }) };
}

/** Next's client hands the words of a plain answer on to the form, and only of one of exactly this type. */
export function plainTextType({ headers }: IncomingMessage): string {
  return headers["next-action"] ? "text/plain" : "text/plain; charset=utf-8";
}

/** Of an answer that is a line of text. */
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
 * A token in the address goes nowhere, our own log of the next request included; forms need no exception, see the gate in
 * `lib/server/request-filter.ts`. Where somebody has signed out the browser forgets what it kept, but for its cookies: the
 * session's is gone, and by another it is known again.
 */
function pageHeaders(url: string): Record<string, string> {
  const search = new URLSearchParams(url.split("?")[1]);
  return {
    "referrer-policy": search.has("token") ? "no-referrer" : "same-origin",
    "cache-control": "private, no-store",
    ...(search.get("notice") === SIGNED_OUT_NOTICE && { "clear-site-data": '"cache", "storage"' }),
  };
}

/** Of an answer in the place of the page at `url`, which has a policy of its own. */
export function headersWithoutPolicy(url: string): Record<string, string> {
  return { ...(isCheck(url) ? NOT_SNIFFED : commonHeaders()), ...pageHeaders(url) };
}
