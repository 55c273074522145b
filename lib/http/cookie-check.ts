import { cookies, headers } from "next/headers";
import { attemptCookieName, browserCookieName, sessionCookieName, themeCookieName } from "./cookie-names";
import { type CookieStep, cookieCheckAddress, loginAddress, readReturnTo } from "./redirects";
import { requestedPath, requestedReturnTo } from "./request";

const COOKIE_OF: Record<CookieStep, () => string> = {
  verify: attemptCookieName,
  done: sessionCookieName,
  theme: themeCookieName,
};

/**
 * Where a step leads that has set a cookie: to `destination`, by way of a check where this browser has shown no cookie of ours
 * yet. One that keeps none (blocked, or `Secure` on plain http) would come back to an empty form without a word.
 */
export async function checkingCookies(step: CookieStep, destination: string, next: string | null): Promise<string> {
  return (await keepsCookies()) ? destination : cookieCheckAddress(step, next);
}

/** By what the browser has sent: `cookies()` already holds what this answer sets. */
async function keepsCookies(): Promise<boolean> {
  const sent = (await headers()).get("cookie") ?? "";
  return [sessionCookieName(), attemptCookieName(), browserCookieName(), themeCookieName()].some((name) => sent.includes(`${name}=`));
}

/**
 * Where the colors lead that were chosen at the sign-in page without JavaScript: to the check, or null. With JavaScript
 * `CookieNotice` says so without a new page.
 */
export async function themeCheckAddress(): Promise<string | null> {
  const atSignIn = (await requestedPath())?.split("?")[0] === "/login";
  if ((await headers()).has("next-action") || !atSignIn || (await keepsCookies())) return null;
  return cookieCheckAddress("theme", await requestedReturnTo());
}

/** Answers the check: on to where the step leads, or back to the sign-in page, which says what is wrong. */
export async function checkedAddress(step: string | null, next: string | null): Promise<string> {
  const returnTo = readReturnTo(next);
  const name = step !== null && Object.hasOwn(COOKIE_OF, step) ? COOKIE_OF[step as CookieStep]() : null;
  if (!name || !(await cookies()).has(name)) return loginAddress({ next: returnTo, notice: "cookies-not-kept" });
  if (step === "done") return returnTo ?? "/";
  return step === "verify" ? "/login/verify" : loginAddress({ next: returnTo });
}
