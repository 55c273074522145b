import { cookies } from "next/headers";
import { KNOWN_BROWSER_KEPT_SECONDS, LOGIN_ATTEMPT_LIFETIME_SECONDS } from "@/lib/policy";
import { issuePass } from "@/lib/sessions/pass";
import {
  attemptCookieName,
  browserCookieName,
  isHttps,
  nameWithoutPort,
  passCookieName,
  returnCookieName,
  sessionCookieName,
} from "./cookie-names";
import { getDeps } from "./deps";

/** The options of every cookie that carries a token. `lax`: a link from a mail or chat still finds one signed in. */
export function tokenCookieOptions() {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: isHttps() } as const;
}

/**
 * The value under the name of today, else under the one without a port: that may be another console's, so that it says who is
 * known here only where the database knows it, and nothing about who was.
 */
export async function readCookie(nameOf: () => string): Promise<string | undefined> {
  // Before the name: it marks the page as dynamic, and a build has no configuration to make a name from.
  const jar = await cookies();
  const name = nameOf();
  return jar.get(name)?.value ?? jar.get(nameWithoutPort(name))?.value;
}

export async function readSessionToken(): Promise<string | undefined> {
  return readCookie(sessionCookieName);
}

/** Whether this browser was signed in to this very console, and not to another one on the same host. */
export async function hasSessionCookie(): Promise<boolean> {
  return (await cookies()).has(sessionCookieName());
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
export async function writeAttemptToken(token: string, returnTo: string | null): Promise<void> {
  const options = { ...tokenCookieOptions(), maxAge: 2 * LOGIN_ATTEMPT_LIFETIME_SECONDS };
  (await cookies()).set(attemptCookieName(), token, options);
  await writeReturnOrigin(returnTo, options.maxAge);
}

/** The application that the sign-in leads to: the page with the code allows a form to lead there (see security-headers.ts). */
async function writeReturnOrigin(returnTo: string | null, maxAge: number): Promise<void> {
  const origin = returnTo && !returnTo.startsWith("/") ? new URL(returnTo).origin : null;
  const store = await cookies();
  if (origin) store.set(returnCookieName(), origin, { ...tokenCookieOptions(), maxAge });
  else if (store.has(returnCookieName())) store.set(returnCookieName(), "", { ...tokenCookieOptions(), maxAge: 0 });
}

export async function clearAttemptToken(): Promise<void> {
  (await cookies()).set(attemptCookieName(), "", { ...tokenCookieOptions(), maxAge: 0 });
  await writeReturnOrigin(null, 0);
}

export async function readBrowserToken(): Promise<string | undefined> {
  return readCookie(browserCookieName);
}

/** By which a sign-in from a browser not seen before is told from all others; it opens nothing. */
export async function writeBrowserToken(token: string): Promise<void> {
  (await cookies()).set(browserCookieName(), token, { ...tokenCookieOptions(), maxAge: KNOWN_BROWSER_KEPT_SECONDS });
}
