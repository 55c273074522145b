import { getDeps } from "./deps";

/** `__Host-` on https: set by this very host, for the whole of it, over TLS only (RFC 6265bis section 4.1.3.2). */
function cookieName(name: string): string {
  return isHttps() ? `__Host-latchkey-${name}` : `latchkey-${name}`;
}

/** Whether people reach the console over TLS. */
export function isHttps(): boolean {
  return getDeps().config.appUrl.startsWith("https:");
}

export const sessionCookieName = () => cookieName("session");
export const browserCookieName = () => cookieName("browser");
export const attemptCookieName = () => cookieName("attempt");
export const formNoteCookieName = () => cookieName("form-note");
/** How a note begins: shown once, or (secrets that are never shown again) also after a reload. */
export const NOTE_ONCE = "o.";
export const NOTE_KEPT = "k.";

/** Whether the browser has a note that its next page shows, and no other. */
export function hasNoteShownOnce(cookieHeader: string): boolean {
  return cookieHeader.includes(`${formNoteCookieName()}=${NOTE_ONCE}`);
}

export const formDraftCookieName = () => cookieName("form-draft");
export const themeCookieName = () => cookieName("theme");

/** Set by next-auth with each sign-in; it holds `/`, and nothing reads it. */
export const callbackCookieName = () => cookieName("callback");

/** The one cookie that other hosts see, those of COOKIE_DOMAIN; `__Host-` would forbid it. See lib/sessions/pass.ts. */
export function passCookieName(): string {
  return isHttps() ? "__Secure-latchkey-pass" : "latchkey-pass";
}
