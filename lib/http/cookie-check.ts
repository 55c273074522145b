import { cookies, headers } from "next/headers";
import { attemptCookieName, browserCookieName, sessionCookieName, themeCookieName } from "./cookie-names";
import { type CookieStep, cookieCheckAddress, loginAddress, readReturnTo } from "./redirects";
import { isSentByScript, requestedPath, requestedReturnTo } from "./request";

const COOKIE_OF: Record<CookieStep, () => string> = {
  verify: attemptCookieName,
  done: sessionCookieName,
  theme: themeCookieName,
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
  return [sessionCookieName(), attemptCookieName(), browserCookieName(), themeCookieName()].some((name) => sent.includes(`${name}=`));
}

/**
 * Returns the check after choosing colors at the sign-in page without JavaScript, or null. With JavaScript `CookieNotice` shows the
 * message without a new page.
 */
export async function themeCheckAddress(): Promise<string | null> {
  const atSignIn = (await requestedPath())?.split("?")[0] === "/login";
  if ((await isSentByScript()) || !atSignIn || (await keepsCookies())) return null;
  return cookieCheckAddress("theme", await requestedReturnTo());
}

/** Answers the check: redirects to the step's destination, or back to the sign-in page with an error. */
export async function checkedAddress(step: string | null, next: string | null): Promise<string> {
  const returnTo = readReturnTo(next);
  const name = step !== null && Object.hasOwn(COOKIE_OF, step) ? COOKIE_OF[step as CookieStep]() : null;
  if (!name || !(await cookies()).has(name)) return loginAddress({ next: returnTo, notice: "cookies-not-kept" });
  if (step === "done") return returnTo ?? "/";
  return step === "verify" ? "/login/verify" : loginAddress({ next: returnTo });
}
