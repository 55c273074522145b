import type { IncomingHttpHeaders } from "node:http";
import { PLANTED_COOKIES_READ_MAX } from "@/lib/policy";
import { openPass } from "@/lib/sessions/pass";
import { readSessionByHash } from "@/lib/sessions/read-session";
import type { CurrentSession } from "@/lib/sessions/types";
import { nameWithoutPort, passCookieName, sessionCookieName } from "./cookie-names";
import { getDeps } from "./deps";
import { headerValue } from "./header-value";
import { loginAddress } from "./login-address";
import { readReturnTo } from "./return-to";

/** Who is signed in, for a proxy that asks before it lets a request through: by the session here, by the pass elsewhere. */
export async function readVisitor(cookieHeader: string): Promise<CurrentSession | null> {
  const deps = getDeps();
  const tokens = findCookies(cookieHeader, sessionCookieName());
  const bySession = await onlySession(tokens.map((token) => deps.keyedHash("session", token)));
  if (bySession) return bySession;
  const passes = findCookies(cookieHeader, passCookieName());
  return onlySession(passes.map((pass) => openPass(deps, pass)).filter((hash) => hash !== null));
}

/**
 * Another host of COOKIE_DOMAIN can plant cookies of the same name, which come beside ours and in any order: those that name
 * no live session are passed over. Where two name different ones nothing says which is the user's, and an attacker's must not
 * pass for it: then there is none.
 */
async function onlySession(tokenHashes: string[]): Promise<CurrentSession | null> {
  const hashes = [...new Set(tokenHashes)].slice(0, PLANTED_COOKIES_READ_MAX);
  const sessions = await Promise.all(hashes.map((hash) => readSessionByHash(getDeps(), hash)));
  const [session, another] = sessions.filter((found) => found !== null);
  return session && !another ? session : null;
}

/** What a token of ours is made of, a pass of two parts: nothing else is looked up. */
const TOKEN = /^[\w-]{43}(\.[\w-]{43})?$/;

/** The values under `name` that can be ours, each once; else those under its name before it held the port. */
function findCookies(cookieHeader: string, name: string): string[] {
  const pairs = cookieHeader.split(";").map((pair) => pair.trim());
  const named = (start: string) => {
    const values = pairs.filter((pair) => pair.startsWith(start)).map((pair) => pair.slice(start.length).replace(/^"(.*)"$/, "$1"));
    return [...new Set(values)].filter((value) => TOKEN.test(value));
  };
  const values = named(`${name}=`);
  return values.length > 0 ? values : named(`${nameWithoutPort(name)}=`);
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
