import { cookies } from "next/headers";
import { APPLICATION_REDIRECTS_MAX, APPLICATION_REDIRECTS_WINDOW_SECONDS } from "@/lib/policy";
import { enteredCookieName } from "./cookie-names";
import { readSessionToken, setCookie, tokenCookieOptions, writeForwardAuthToken } from "./cookies";
import { getDeps } from "./deps";
import { loginAddress, readReturnTo } from "./redirects";

/** Where somebody who is signed in already goes on to: to an application by way of the pass that it did not get to see. */
export function postLoginUrl(returnTo: string | null): string {
  if (!returnTo || returnTo.startsWith("/")) return returnTo ?? "/";
  return `/api/forward-auth/enter?to=${encodeURIComponent(returnTo)}`;
}

/**
 * Hands this browser the pass for its session, and the address of the application; null when that is not listed. An
 * application that redirects back here again and again is shown a pass that names no session, or none: the sign-in page then
 * says so, and ends the loop.
 */
export async function grantApplicationAccess(to: string | null): Promise<string | null> {
  const address = readReturnTo(to);
  const token = await readSessionToken();
  if (!address || !token) return address;
  if (await isLoop(address)) return loginAddress({ next: address, notice: "application-not-reached" });
  await writeForwardAuthToken(token);
  return address;
}

/** Counted in a cookie: of the page's address a label only. */
async function isLoop(address: string): Promise<boolean> {
  const jar = await cookies();
  const label = getDeps().keyedHash("label", address).slice(0, 12);
  const [known, count] = jar.get(enteredCookieName())?.value.split(".") ?? [];
  const entered = known === label ? Number(count) + 1 : 1;
  if (entered > APPLICATION_REDIRECTS_MAX) return true;
  await setCookie(enteredCookieName(), `${label}.${entered}`, { ...tokenCookieOptions(), maxAge: APPLICATION_REDIRECTS_WINDOW_SECONDS });
  return false;
}
