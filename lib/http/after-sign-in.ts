import { cookies, headers } from "next/headers";
import { APPLICATION_REDIRECTS_MAX, APPLICATION_REDIRECTS_WINDOW_SECONDS } from "@/lib/policy";
import {
  attemptCookieName,
  browserCookieName,
  enteredCookieName,
  hasCookie,
  languageCookieName,
  sessionCookieName,
  themeCookieName,
} from "./cookie-names";
import { readSessionToken, setCookie, tokenCookieOptions, writeForwardAuthToken } from "./cookies";
import { getDeps } from "./deps";
import { type CookieStep, cookieCheckAddress, loginAddress, readReturnTo } from "./redirects";
import { isSentByScript, requestedPath, requestedReturnTo } from "./request";

const COOKIE_OF: Record<CookieStep, () => string> = {
  verify: attemptCookieName,
  done: sessionCookieName,
  theme: themeCookieName,
  language: languageCookieName,
};

/**
 * Returns where a step that has set a cookie redirects: to `destination`, through a check if this browser has sent no cookie of ours yet.
 * A browser without cookies (blocked, or `Secure` on plain http) would otherwise return to an empty form without a message.
 */
export async function checkingCookies(step: CookieStep, destination: string, next: string | null): Promise<string> {
  return (await keepsCookies()) ? destination : cookieCheckAddress(step, next);
}

/** Reads the request's header: `cookies()` already holds the cookies that this response sets. */
async function keepsCookies(): Promise<boolean> {
  const sent = (await headers()).get("cookie") ?? "";
  const names = [sessionCookieName(), attemptCookieName(), browserCookieName(), themeCookieName(), languageCookieName()];
  return names.some((name) => hasCookie(sent, name));
}

/**
 * Returns the check after choosing colors or a language at the sign-in page without JavaScript, or null. With JavaScript `CookieNotice`
 * shows the message without a new page.
 */
export async function preferenceCheckAddress(step: "theme" | "language"): Promise<string | null> {
  const atSignIn = (await requestedPath())?.split("?")[0] === "/login";
  if ((await isSentByScript()) || !atSignIn || (await keepsCookies())) return null;
  return cookieCheckAddress(step, await requestedReturnTo());
}

/** Answers the check: redirects to the step's destination, or back to the sign-in page with an error. */
export async function checkedAddress(step: string | null, next: string | null): Promise<string> {
  const returnTo = readReturnTo(next);
  const name = step !== null && Object.hasOwn(COOKIE_OF, step) ? COOKIE_OF[step as CookieStep]() : null;
  if (!name || !(await cookies()).has(name)) return loginAddress({ next: returnTo, notice: "cookies-not-kept" });
  if (step === "done") return returnTo ?? "/";
  return step === "verify" ? "/login/verify" : loginAddress({ next: returnTo });
}

/** Returns where a user who is already signed in goes on to: to an application through the forward-auth token that it has not received. */
export function postLoginUrl(returnTo: string | null): string {
  if (!returnTo || returnTo.startsWith("/")) return returnTo ?? "/";
  return `/api/forward-auth/enter?to=${encodeURIComponent(returnTo)}`;
}

/**
 * Gives this browser the forward-auth token of its session, and returns the URL of the application; null when that is not listed. An
 * application that keeps redirecting back here receives a token without a live session, or none: the sign-in page then says so, which
 * ends the loop.
 */
export async function grantApplicationAccess(to: string | null): Promise<string | null> {
  const address = readReturnTo(to);
  const token = await readSessionToken();
  if (!address || !token) return address;
  if (await isLoop(address)) return loginAddress({ next: address, notice: "application-not-reached" });
  await writeForwardAuthToken(token);
  return address;
}

/** Counted in a cookie, which holds only a label of the page's URL. */
async function isLoop(address: string): Promise<boolean> {
  const jar = await cookies();
  const label = getDeps().keyedHash("label", address).slice(0, 12);
  const [known, count] = jar.get(enteredCookieName())?.value.split(".") ?? [];
  const entered = known === label ? Number(count) + 1 : 1;
  if (entered > APPLICATION_REDIRECTS_MAX) return true;
  await setCookie(enteredCookieName(), `${label}.${entered}`, { ...tokenCookieOptions(), maxAge: APPLICATION_REDIRECTS_WINDOW_SECONDS });
  return false;
}
