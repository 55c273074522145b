import { cookies } from "next/headers";
import { APPLICATION_REDIRECTS_MAX, APPLICATION_REDIRECTS_WINDOW_SECONDS } from "@/lib/policy";
import { enteredCookieName } from "./cookie-names";
import { readSessionToken, setCookie, tokenCookieOptions, writeForwardAuthToken } from "./cookies";
import { getDeps } from "./deps";
import { loginAddress, readReturnTo } from "./redirects";

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
