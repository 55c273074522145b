import { readPass } from "@/lib/sessions/pass";
import { readSession } from "@/lib/sessions/read-session";
import type { CurrentSession } from "@/lib/sessions/types";
import { passCookieName, readSessionToken, sessionCookieName, writePass } from "./cookies";
import { getDeps } from "./deps";
import { headerValue } from "./header-value";
import { safeReturnTo } from "./safe-redirect";

/** Read straight from the request: this is the hot path of everything behind the proxy. */
type RequestCookies = { get(name: string): { value: string } | undefined };

/** Who is signed in, for a proxy that asks before it lets a request through: by the session here, by the pass elsewhere. */
export async function readVisitor(cookies: RequestCookies): Promise<CurrentSession | null> {
  const token = cookies.get(sessionCookieName())?.value;
  if (token) return readSession(getDeps(), token);
  const pass = cookies.get(passCookieName())?.value;
  return pass ? readPass(getDeps(), pass) : null;
}

/** What the proxy is to hand on. Always all three: one left out would let through what a stranger has sent under its name. */
export function identityHeaders({ username, email, admin }: CurrentSession["user"]) {
  return {
    "remote-user": headerValue(username),
    "remote-email": headerValue(email ?? ""),
    "remote-groups": admin ? "admins,users" : "users",
  };
}

/** The sign-in page, which leads back to the page that the proxy was asked for when that is on a listed origin. */
export function signInAddress(headers: Headers): string {
  const { appUrl, forwardAuth } = getDeps().config;
  const returnTo = safeReturnTo(wantedAddress(headers), forwardAuth.origins);
  return `${appUrl}/login${returnTo ? `?next=${encodeURIComponent(returnTo)}` : ""}`;
}

/** Believed because lib/platform/http has dropped these headers unless one of TRUSTED_PROXIES sent them. */
function wantedAddress(headers: Headers): string {
  const [proto, host, uri] = ["proto", "host", "uri"].map((name) => headers.get(`x-forwarded-${name}`) ?? "");
  return headers.get("x-original-url") ?? `${proto}://${host}${uri}`;
}

/** Where somebody who is signed in already goes on to: to an application by way of the pass that it did not get to see. */
export function onwardAddress(returnTo: string | null): string {
  if (!returnTo || returnTo.startsWith("/")) return returnTo ?? "/";
  return `/api/forward-auth/enter?to=${encodeURIComponent(returnTo)}`;
}

/** Hands this browser the pass for its session, and the address of the application; null when that is not listed. */
export async function enter(to: string | null): Promise<string | null> {
  const address = safeReturnTo(to, getDeps().config.forwardAuth.origins);
  const token = await readSessionToken();
  if (address && token) await writePass(token);
  return address;
}
