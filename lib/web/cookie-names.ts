import { getDeps } from "./deps";

/**
 * `__Host-` on https: set by this very host, for the whole of it, over TLS only (RFC 6265bis section 4.1.3.2). With the port of
 * APP_URL: browsers keep cookies by host alone, so that two consoles on two ports of one host would sign each other out.
 */
function cookieName(name: string): string {
  return withPort(`${isHttps() ? "__Host-" : ""}latchkey-${name}`);
}

function withPort(name: string): string {
  const { port } = new URL(getDeps().config.appUrl);
  return port ? `${name}_${port}` : name;
}

/** Whether people reach the console over TLS. */
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

/** Set by next-auth with each sign-in; it holds `/`, and nothing reads it. */
export const callbackCookieName = () => cookieName("callback");

/** How often the browser was sent on to an application within a few seconds: see `enter-application.ts`. */
export const enteredCookieName = () => cookieName("entered");

/** The token of the one-time link `id`. Its path is that of one page, which `__Host-` would forbid. */
export function linkCookieName(id: string): string {
  return withPort(`${isHttps() ? "__Secure-" : ""}latchkey-link-${id}`);
}

/** The one cookie that other hosts see, those of COOKIE_DOMAIN; `__Host-` would forbid it. See lib/sessions/pass.ts. */
export function passCookieName(): string {
  return withPort(isHttps() ? "__Secure-latchkey-pass" : "latchkey-pass");
}

/** What a cookie was called before names held the port. Who is signed in under that name stays signed in. */
export function nameWithoutPort(name: string): string {
  return name.replace(/_\d+$/, "");
}

/** How a note begins: shown once, or (secrets that are never shown again) also after a reload. */
export const NOTE_ONCE = "o.";
export const NOTE_KEPT = "k.";

/** Whether the browser has a note that its next page shows, and no other. */
export function hasNoteShownOnce(cookieHeader: string): boolean {
  return cookieHeader.includes(`${formNoteCookieName()}=${NOTE_ONCE}`);
}
