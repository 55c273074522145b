import { hotReload } from "@/lib/platform/hot-reload";
import { randomToken } from "@/lib/platform/random";
import { getDeps } from "./deps";

/** In the address that signing out leads to. */
export const SIGNED_OUT_NOTICE = "signed-out";

const TWO_YEARS_SECONDS = 2 * 365 * 24 * 60 * 60;

/**
 * A policy with a fresh nonce: no script runs that we did not write into this very page (CSP Level 3, `strict-dynamic`).
 * Hot reload needs `eval` and its own style elements; the built console does not.
 */
export function contentSecurityPolicy(): string {
  const directives = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${randomToken(getDeps().random)}' 'strict-dynamic'${hotReload ? " 'unsafe-eval'" : ""}`,
    `style-src 'self'${hotReload ? " 'unsafe-inline'" : ""}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    // Chromium holds the redirect after a form against it too: a sign-in without JavaScript leads on to an application.
    ["form-action 'self'", ...getDeps().config.forwardAuth.origins].join(" "),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return directives.join("; ");
}

/**
 * Of every answer, so also of what `proxy.ts` leaves out: files of the build, and what a reverse proxy asks. That answer may
 * be passed on under another host's name, which is not ours to bind to https.
 */
export function everyAnswersHeaders(path: string): Record<string, string> {
  const passedOn = /^\/api\/forward-auth(\?|$)/.test(path);
  return {
    "x-content-type-options": "nosniff",
    ...(!passedOn && { "content-security-policy": "frame-ancestors 'none'", "x-frame-options": "DENY", ...httpsOnly() }),
  };
}

/** Of an answer that is a line of text. */
export function refusalHeaders(): Record<string, string> {
  return {
    ...Object.fromEntries(securityHeaders(new URL("/", getDeps().config.appUrl))),
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "content-type": "text/plain; charset=utf-8",
  };
}

/**
 * A token in the address goes nowhere, our own log of the next request included; forms need no exception, see the gate in
 * `scripts/startup/gate.ts`. Where somebody has signed out the browser forgets what it kept, but for its cookies: the
 * session's is gone, and by another it is known again.
 */
export function securityHeaders({ searchParams }: URL): [name: string, value: string][] {
  const headers: [string, string][] = [
    ["referrer-policy", searchParams.has("token") ? "no-referrer" : "same-origin"],
    ["x-content-type-options", "nosniff"],
    ["x-frame-options", "DENY"],
    ["cross-origin-opener-policy", "same-origin"],
    ["permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"],
    ["cache-control", "private, no-store"],
    ...Object.entries(httpsOnly()),
  ];
  if (searchParams.get("notice") === SIGNED_OUT_NOTICE) headers.push(["clear-site-data", '"cache", "storage"']);
  return headers;
}

function httpsOnly(): Record<string, string> {
  if (!getDeps().config.appUrl.startsWith("https:")) return {};
  return { "strict-transport-security": `max-age=${TWO_YEARS_SECONDS}; includeSubDomains` };
}
