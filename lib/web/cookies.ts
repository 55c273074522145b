import { cookies } from "next/headers";
import { KNOWN_BROWSER_KEPT_SECONDS, LOGIN_ATTEMPT_LIFETIME_SECONDS } from "@/lib/policy";
import { issuePass } from "@/lib/sessions/pass";
import { getDeps } from "./deps";

/** `__Host-` on https: set by this very host, for the whole of it, over TLS only (RFC 6265bis section 4.1.3.2). */
function cookieName(name: string): string {
  return isHttps() ? `__Host-latchkey-${name}` : `latchkey-${name}`;
}

/** Whether people reach the console over TLS. */
export function isHttps(): boolean {
  return getDeps().config.appUrl.startsWith("https:");
}

/** The options of every cookie that carries a token. `lax`: a link from a mail or chat still finds one signed in. */
export function tokenCookieOptions() {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: isHttps() } as const;
}

export const sessionCookieName = () => cookieName("session");
const browserCookieName = () => cookieName("browser");
const attemptCookieName = () => cookieName("attempt");

/** Set by next-auth with each sign-in; it holds `/`, and nothing reads it. */
export const callbackCookieName = () => cookieName("callback");

export async function readSessionToken(): Promise<string | undefined> {
  return (await cookies()).get(sessionCookieName())?.value;
}

/** Without `expiresAt` the cookie ends with the browser session. */
export async function writeSessionToken(token: string, expiresAt: Date | undefined): Promise<void> {
  (await cookies()).set(sessionCookieName(), token, { ...tokenCookieOptions(), ...(expiresAt && { expires: expiresAt }) });
  await writePass(token, expiresAt);
}

export async function clearSessionToken(): Promise<void> {
  (await cookies()).set(sessionCookieName(), "", { ...tokenCookieOptions(), maxAge: 0 });
  const { cookieDomain } = getDeps().config.forwardAuth;
  if (cookieDomain) (await cookies()).set(passCookieName(), "", { ...tokenCookieOptions(), domain: cookieDomain, maxAge: 0 });
}

/** The one cookie that other hosts see, those of COOKIE_DOMAIN; `__Host-` would forbid it. See lib/sessions/pass.ts. */
export function passCookieName(): string {
  return isHttps() ? "__Secure-latchkey-pass" : "latchkey-pass";
}

/** Beside every session token, so that no pass is left over from somebody else's; again when the browser has lost it. */
export async function writePass(token: string, expiresAt?: Date): Promise<void> {
  const { cookieDomain } = getDeps().config.forwardAuth;
  if (!cookieDomain) return;
  const options = { ...tokenCookieOptions(), domain: cookieDomain, ...(expiresAt && { expires: expiresAt }) };
  (await cookies()).set(passCookieName(), issuePass(getDeps(), token), options);
}

export async function readAttemptToken(): Promise<string | undefined> {
  return (await cookies()).get(attemptCookieName())?.value;
}

/** Outlives the attempt a little, so that a page reloaded too late says so instead of asking for the password in silence. */
export async function writeAttemptToken(token: string): Promise<void> {
  (await cookies()).set(attemptCookieName(), token, { ...tokenCookieOptions(), maxAge: 2 * LOGIN_ATTEMPT_LIFETIME_SECONDS });
}

export async function clearAttemptToken(): Promise<void> {
  (await cookies()).set(attemptCookieName(), "", { ...tokenCookieOptions(), maxAge: 0 });
}

export async function readBrowserToken(): Promise<string | undefined> {
  return (await cookies()).get(browserCookieName())?.value;
}

/** By which a sign-in from a browser not seen before is told from all others; it opens nothing. */
export async function writeBrowserToken(token: string): Promise<void> {
  (await cookies()).set(browserCookieName(), token, { ...tokenCookieOptions(), maxAge: KNOWN_BROWSER_KEPT_SECONDS });
}
