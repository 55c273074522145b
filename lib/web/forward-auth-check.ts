import type { IncomingHttpHeaders } from "node:http";
import { readPass } from "@/lib/sessions/pass";
import { readSession } from "@/lib/sessions/read-session";
import type { CurrentSession } from "@/lib/sessions/types";
import { passCookieName, sessionCookieName } from "./cookie-names";
import { getDeps } from "./deps";
import { headerValue } from "./header-value";
import { loginAddress } from "./login-address";
import { readReturnTo } from "./return-to";

/** Who is signed in, for a proxy that asks before it lets a request through: by the session here, by the pass elsewhere. */
export async function readVisitor(cookieHeader: string): Promise<CurrentSession | null> {
  const token = findCookie(cookieHeader, sessionCookieName());
  if (token) return readSession(getDeps(), token);
  const pass = findCookie(cookieHeader, passCookieName());
  return pass ? readPass(getDeps(), pass) : null;
}

/** The cookie of that name where there is one such: of two, one was planted. Our tokens are of letters that no cookie encodes. */
function findCookie(cookieHeader: string, name: string): string | undefined {
  const start = `${name}=`;
  const [pair, another] = cookieHeader.split(/; */).filter((each) => each.startsWith(start));
  return another === undefined ? pair?.slice(start.length) : undefined;
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
export function signInAddress(headers: IncomingHttpHeaders): string {
  return `${getDeps().config.appUrl}${loginAddress({ next: readReturnTo(wantedAddress(headers)) })}`;
}

/** Believed because lib/platform/http has dropped these headers unless one of TRUSTED_PROXIES sent them. */
function wantedAddress(headers: IncomingHttpHeaders): string {
  const [proto, host, uri] = ["proto", "host", "uri"].map((name) => headers[`x-forwarded-${name}`] ?? "");
  return headers["x-original-url"]?.toString() ?? `${proto}://${host}${uri}`;
}
