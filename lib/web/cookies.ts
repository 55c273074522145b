import { cookies } from "next/headers";
import { KNOWN_BROWSER_KEPT_SECONDS, LOGIN_ATTEMPT_LIFETIME_SECONDS, PENDING_ATTEMPTS_PER_BROWSER } from "@/lib/policy";
import { issuePass } from "@/lib/sessions/pass";
import { attemptCookieName, browserCookieName, isHttps, passCookieName, sessionCookieName } from "./cookie-names";
import { getDeps } from "./deps";
import { setCookie } from "./recorded-cookies";

/** The options of every cookie that carries a token. `lax`: a link from a mail or chat still finds one signed in. */
export function tokenCookieOptions() {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: isHttps() } as const;
}

export async function readSessionToken(): Promise<string | undefined> {
  return (await cookies()).get(sessionCookieName())?.value;
}

/** Without `expiresAt` the cookie ends with the browser session. */
export async function writeSessionToken(token: string, expiresAt: Date | undefined): Promise<void> {
  await setCookie(sessionCookieName(), token, { ...tokenCookieOptions(), ...(expiresAt && { expires: expiresAt }) });
  await writePass(token, expiresAt);
}

export async function clearSessionToken(): Promise<void> {
  await setCookie(sessionCookieName(), "", { ...tokenCookieOptions(), maxAge: 0 });
  const { cookieDomain } = getDeps().config.forwardAuth;
  if (cookieDomain) await setCookie(passCookieName(), "", { ...tokenCookieOptions(), domain: cookieDomain, maxAge: 0 });
}

/** Beside every session token, so that no pass is left over from somebody else's; again when the browser has lost it. */
export async function writePass(token: string, expiresAt?: Date): Promise<void> {
  const { cookieDomain } = getDeps().config.forwardAuth;
  if (!cookieDomain) return;
  const options = { ...tokenCookieOptions(), domain: cookieDomain, ...(expiresAt && { expires: expiresAt }) };
  await setCookie(passCookieName(), issuePass(getDeps(), token), options);
}

/** A sign-in under way in this browser: the id names it in forms and addresses, the token alone gives access to it. */
export type AttemptCookie = { id: string; token: string };

/** The sign-ins under way in this browser, the newest first: each of its tabs goes on with its own. */
export async function readAttempts(): Promise<AttemptCookie[]> {
  const pairs = (await cookies()).get(attemptCookieName())?.value.split("~") ?? [];
  return pairs.map((pair) => pair.split(".")).flatMap(([id, token]) => (id && token ? [{ id, token }] : []));
}

/** Outlives the attempt a little, so that a page reloaded too late says so instead of asking for the password in silence. */
export async function addAttempt(attempt: AttemptCookie): Promise<void> {
  await writeAttempts([attempt, ...(await readAttempts())].slice(0, PENDING_ATTEMPTS_PER_BROWSER));
}

export async function removeAttempt(id: string): Promise<void> {
  await writeAttempts((await readAttempts()).filter((attempt) => attempt.id !== id));
}

async function writeAttempts(attempts: AttemptCookie[]): Promise<void> {
  const value = attempts.map(({ id, token }) => `${id}.${token}`).join("~");
  await setCookie(attemptCookieName(), value, { ...tokenCookieOptions(), maxAge: value ? 2 * LOGIN_ATTEMPT_LIFETIME_SECONDS : 0 });
}

export async function readBrowserToken(): Promise<string | undefined> {
  return (await cookies()).get(browserCookieName())?.value;
}

/** By which a sign-in from a browser not seen before is told from all others; it opens nothing. */
export async function writeBrowserToken(token: string): Promise<void> {
  await setCookie(browserCookieName(), token, { ...tokenCookieOptions(), maxAge: KNOWN_BROWSER_KEPT_SECONDS });
}
