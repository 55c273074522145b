import { stringifySetCookie } from "cookie";
import { getDeps } from "./deps";

/**
 * `__Host-` on https: set by this host, for the whole of it, over TLS only (RFC 6265bis section 4.1.3.2). With the port of
 * APP_URL: browsers keep cookies by host alone, so that two consoles on two ports of one host would sign each other out.
 */
function cookieName(name: string): string {
  return withPort(`${isHttps() ? "__Host-" : ""}latchkey-${name}`);
}

function withPort(name: string): string {
  const { port } = new URL(getDeps().config.appUrl);
  return port ? `${name}_${port}` : name;
}

/** Whether browsers reach the console over TLS. */
export function isHttps(): boolean {
  return getDeps().config.appUrl.startsWith("https:");
}

export const sessionCookieName = () => cookieName("session");
export const browserCookieName = () => cookieName("browser");
export const attemptCookieName = () => cookieName("attempt");
export const returnCookieName = () => cookieName("return");
export const formNoteCookieName = () => cookieName("form-note");
export const formDraftCookieName = () => cookieName("form-draft");
export const themeCookieName = () => cookieName("theme");
export const languageCookieName = () => cookieName("language");

/** Set by next-auth with each sign-in; it holds `/`, and nothing reads it. */
export const callbackCookieName = () => cookieName("callback");

/** How often the browser was sent on to an application within a few seconds: see `after-sign-in.ts`. */
export const enteredCookieName = () => cookieName("entered");

const LINK_ID = /^[\w-]{12}$/;

/** Whether `id` can name a one-time link that a browser has opened. */
export function isLinkId(id: unknown): id is string {
  return typeof id === "string" && LINK_ID.test(id);
}

/** The token of the one-time link `id`. Its path is that of one page, which `__Host-` would forbid. */
export function linkCookieName(id: string): string {
  return withPort(`${isHttps() ? "__Secure-" : ""}latchkey-link-${id}`);
}

/** The one cookie that other hosts see, those of COOKIE_DOMAIN; `__Host-` would forbid it. See lib/features/sessions/session.ts. */
export function forwardAuthCookieName(): string {
  return withPort(isHttps() ? "__Secure-latchkey-pass" : "latchkey-pass");
}

/** The cookie's name before names held the port. Sessions under that name stay signed in. */
export function nameWithoutPort(name: string): string {
  return name.replace(/_\d+$/, "");
}

/** Prefixes of notes: shown once, or (secrets that are never shown again) also after a reload. */
export const NOTE_ONCE = "o.";
export const NOTE_KEPT = "k.";

/** Whether the browser has a note that its next page shows, and no other. */
export function hasNoteShownOnce(cookieHeader: string): boolean {
  return valuesOf(cookieHeader, formNoteCookieName()).some((value) => value.startsWith(NOTE_ONCE));
}

/** Whether the browser has a cookie of that name. */
export function hasCookie(cookieHeader: string, name: string): boolean {
  return valuesOf(cookieHeader, name).length > 0;
}

/** Returns the cookie of that name if there is exactly one: of two, one was planted. Our tokens need no cookie encoding. */
export function findCookie(cookieHeader: string, name: string): string | undefined {
  const [value, another] = valuesOf(cookieHeader, name);
  return another === undefined ? value : undefined;
}

/** The form of our tokens (lib/platform/crypto/keyed-hash.ts), of two parts for forward-auth: nothing else is looked up. */
const TOKEN = /^[\w-]{43}(\.[\w-]{43})?$/;

/** The tokens under `name` that can be ours, each once; else those under its name before it held the port. */
export function findTokens(cookieHeader: string, name: string): string[] {
  const tokens = tokensOf(cookieHeader, name);
  return tokens.length > 0 ? tokens : tokensOf(cookieHeader, nameWithoutPort(name));
}

function tokensOf(cookieHeader: string, name: string): string[] {
  const values = valuesOf(cookieHeader, name).map((value) => value.replace(/^"(.*)"$/, "$1"));
  return [...new Set(values)].filter((value) => TOKEN.test(value));
}

/** All of them, where `parseCookie` of the library keeps the first: a planted cookie may stand before or behind ours. */
function valuesOf(cookieHeader: string, name: string): string[] {
  const start = `${name}=`;
  const pairs = cookieHeader.split(";").map((pair) => pair.trim());
  return pairs.filter((pair) => pair.startsWith(start)).map((pair) => pair.slice(start.length));
}

/** `Set-Cookie` of a response outside of Next, with the options of `tokenCookieOptions`; `maxAge` in seconds. */
export function setCookieHeader(name: string, value: string, { path = "/", maxAge }: { path?: string; maxAge: number }): string {
  return stringifySetCookie({ name, value, path, maxAge, httpOnly: true, sameSite: "lax", secure: isHttps() });
}
