import { AsyncLocalStorage } from "node:async_hooks";
import { cookies } from "next/headers";
import * as z from "zod/mini";
import { issueForwardAuthToken } from "@/lib/features/sessions/session";
import { findLanguage, type Language } from "@/lib/i18n/locales";
import { KNOWN_BROWSER_RETENTION_SECONDS, LOGIN_ATTEMPT_LIFETIME_SECONDS, PENDING_ATTEMPTS_PER_BROWSER } from "@/lib/policy";
import {
  attemptCookieName,
  browserCookieName,
  forwardAuthCookieName,
  isHttps,
  isLinkId,
  languageCookieName,
  linkCookieName,
  nameWithoutPort,
  returnCookieName,
  sessionCookieName,
  themeCookieName,
} from "./cookie-names";
import { getDeps } from "./deps";

/** Twice as long as the attempt itself: see `addAttempt`. */
const ATTEMPT_COOKIE_SECONDS = 2 * LOGIN_ATTEMPT_LIFETIME_SECONDS;

/** The options of every cookie that carries a token. `lax`: links from emails and chats open signed in. */
export function tokenCookieOptions() {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: isHttps() } as const;
}

/**
 * Returns the value under the current name, else under the one without a port. That may be another console's: a token in it identifies
 * a session only if the database knows it, and never a former session.
 */
async function readCookie(nameOf: () => string): Promise<string | undefined> {
  // Before the name: it marks the page as dynamic, and a build has no configuration for the name.
  const jar = await cookies();
  const name = nameOf();
  return jar.get(name)?.value ?? jar.get(nameWithoutPort(name))?.value;
}

export async function readSessionToken(): Promise<string | undefined> {
  return readCookie(sessionCookieName);
}

/** Whether this browser was signed in to this console, and not to another one on the same host. */
export async function hasSessionCookie(): Promise<boolean> {
  return (await cookies()).has(sessionCookieName());
}

/** Without `expiresAt` the cookie ends with the browser session. */
export async function writeSessionToken(token: string, expiresAt: Date | undefined): Promise<void> {
  await setCookie(sessionCookieName(), token, { ...tokenCookieOptions(), ...(expiresAt && { expires: expiresAt }) });
  await writeForwardAuthToken(token, expiresAt);
}

/** Records the session cookie that next-auth has set, and sets the forward-auth cookie beside it. */
export async function recordSessionToken(token: string, expiresAt: Date): Promise<void> {
  recordCookie(sessionCookieName(), token, { ...tokenCookieOptions(), expires: expiresAt });
  await writeForwardAuthToken(token, expiresAt);
}

export async function clearSessionToken(): Promise<void> {
  await setCookie(sessionCookieName(), "", { ...tokenCookieOptions(), maxAge: 0 });
  const { cookieDomain } = getDeps().config.forwardAuth;
  if (cookieDomain) await setCookie(forwardAuthCookieName(), "", { ...tokenCookieOptions(), domain: cookieDomain, maxAge: 0 });
}

/** Set with every session token, so that no forward-auth token of another user remains; and again when the browser has lost it. */
export async function writeForwardAuthToken(token: string, expiresAt?: Date): Promise<void> {
  const { cookieDomain } = getDeps().config.forwardAuth;
  if (!cookieDomain) return;
  const options = { ...tokenCookieOptions(), domain: cookieDomain, ...(expiresAt && { expires: expiresAt }) };
  await setCookie(forwardAuthCookieName(), issueForwardAuthToken(getDeps(), token), options);
}

/** A sign-in under way in this browser: the id names it in forms and URLs, the token alone gives access to it. */
export type AttemptCookie = { id: string; token: string };

/**
 * Returns the sign-ins under way in this browser, newest first: each tab continues with its own. Limited to the number that this console
 * writes, as each is looked up: a forged cookie of thousands would cost that many statements.
 */
export async function readAttempts(): Promise<AttemptCookie[]> {
  const pairs = (await cookies()).get(attemptCookieName())?.value.split("~", PENDING_ATTEMPTS_PER_BROWSER) ?? [];
  return pairs.map((pair) => pair.split(".")).flatMap(([id, token]) => (id && token ? [{ id, token }] : []));
}

/** Outlives the attempt, so that a page reloaded too late says so instead of silently requesting the password. */
export async function addAttempt(attempt: AttemptCookie, returnTo: string | null): Promise<void> {
  await writeAttempts([attempt, ...(await readAttempts())].slice(0, PENDING_ATTEMPTS_PER_BROWSER));
  await writeReturnOrigin(returnTo);
}

/** The application that the newest sign-in redirects to: the page with the code allows its form to redirect there (security-headers.ts). */
async function writeReturnOrigin(returnTo: string | null): Promise<void> {
  const origin = returnTo && !returnTo.startsWith("/") ? new URL(returnTo).origin : "";
  if (!origin && !(await cookies()).has(returnCookieName())) return;
  await setCookie(returnCookieName(), origin, { ...tokenCookieOptions(), maxAge: origin ? ATTEMPT_COOKIE_SECONDS : 0 });
}

export async function removeAttempt(id: string): Promise<void> {
  const others = (await readAttempts()).filter((attempt) => attempt.id !== id);
  await writeAttempts(others);
  if (others.length === 0) await writeReturnOrigin(null);
}

async function writeAttempts(attempts: AttemptCookie[]): Promise<void> {
  const value = attempts.map(({ id, token }) => `${id}.${token}`).join("~");
  await setCookie(attemptCookieName(), value, { ...tokenCookieOptions(), maxAge: value ? ATTEMPT_COOKIE_SECONDS : 0 });
}

export async function readBrowserToken(): Promise<string | undefined> {
  return readCookie(browserCookieName);
}

/** Identifies known browsers; it gives no access. */
export async function writeBrowserToken(token: string): Promise<void> {
  await setCookie(browserCookieName(), token, { ...tokenCookieOptions(), maxAge: KNOWN_BROWSER_RETENTION_SECONDS });
}

type Options = Parameters<Awaited<ReturnType<typeof cookies>>["set"]>[2];

/** A cookie as it was set; `expires` is a date as text once it has been kept. */
export type CookieWrite = {
  name: string;
  value: string;
  options: Omit<NonNullable<Options>, "expires"> & { expires?: Date | number | string };
};

const recorder = new AsyncLocalStorage<CookieWrite[]>();

/** Sets a cookie of the console in the response of an action or route handler, and records it for a form that is sent twice. */
export async function setCookie(name: string, value: string, options: CookieWrite["options"]): Promise<void> {
  recordCookie(name, value, options);
  await writeCookie({ name, value, options });
}

/** Records a cookie set by a library, so that the same form sent twice has it in both answers. */
function recordCookie(name: string, value: string, options: CookieWrite["options"]): void {
  recorder.getStore()?.push({ name, value, options });
}

/** Sets a cookie as it was set in another answer. */
export async function writeCookie({ name, value, options: { expires, ...options } }: CookieWrite): Promise<void> {
  (await cookies()).set(name, value, { ...options, ...(expires !== undefined && { expires: new Date(expires) }) });
}

/** Returns the result of `work`, and the cookies that it set. */
export async function recordCookies<T>(work: () => Promise<T>): Promise<{ value: T; cookies: CookieWrite[] }> {
  const written: CookieWrite[] = [];
  return { value: await recorder.run(written, work), cookies: written };
}

/** Returns the token of the link `id` that this browser has opened; null without its cookie. */
export async function readLinkToken(id: unknown): Promise<string | null> {
  if (!isLinkId(id)) return null;
  return (await cookies()).get(linkCookieName(id))?.value || null;
}

const THEMES = ["light", "dark", "system"] as const;
type Theme = (typeof THEMES)[number];

const ONE_YEAR_SECONDS = 365 * 24 * 60 * 60;

const themeSchema = z.catch(z.enum(THEMES), "system");

/** Returns the theme chosen in this browser. */
export async function readTheme(): Promise<Theme> {
  return themeSchema.parse(await readCookie(themeCookieName));
}

/** A plain preference, neither secret nor token. Invalid values mean `system`. */
export async function writeTheme(value: unknown): Promise<void> {
  await setCookie(themeCookieName(), themeSchema.parse(value), { ...tokenCookieOptions(), maxAge: ONE_YEAR_SECONDS });
}

/** Returns the language chosen in this browser; null when it is to follow the browser's settings. */
export async function readLanguage(): Promise<Language | null> {
  return findLanguage(await readCookie(languageCookieName));
}

/** Like the theme neither secret nor token. Kept when the user signs out. */
export async function writeLanguage(language: Language): Promise<void> {
  await setCookie(languageCookieName(), language, { ...tokenCookieOptions(), maxAge: ONE_YEAR_SECONDS });
}
