import type { IncomingHttpHeaders } from "node:http";
import { ExpiringMap } from "@/lib/platform/expiring-map";
import { REFUSED_TOKEN_SECONDS, REFUSED_TOKENS_AT_MOST } from "@/lib/policy";
import { sessionOfPass } from "@/lib/sessions/pass";
import { readSessionByHash } from "@/lib/sessions/read-session";
import type { CurrentSession } from "@/lib/sessions/types";
import { findCookie } from "./cookie-header";
import { passCookieName, sessionCookieName } from "./cookie-names";
import { getCheckDeps, getDeps } from "./deps";
import { headerValue } from "./header-value";
import { loginAddress } from "./login-address";
import { noteSession } from "./recent-sessions";
import { readReturnTo } from "./return-to";

/** As lib/platform/random.ts makes them; nothing else is looked up. */
const TOKEN = /^[\w-]{43}$/;

/**
 * By which hash the session of a proxy's request is found: by the session cookie here, by the pass elsewhere. Null, without a
 * statement, where there is none, or none that this console can have issued.
 */
export function credentialOf(cookieHeader: string): string | null {
  const token = findCookie(cookieHeader, sessionCookieName());
  if (token) return TOKEN.test(token) ? getDeps().keyedHash("session", token) : null;
  const pass = findCookie(cookieHeader, passCookieName());
  return pass ? sessionOfPass(getDeps(), pass) : null;
}

/** On database connections of its own: neither checks nor people wait for the connections of the other. */
export async function readVisitor(tokenHash: string): Promise<CurrentSession | null> {
  const session = await readSessionByHash(getCheckDeps(), tokenHash);
  noteSession(tokenHash, session?.user.id);
  if (!session) refused().set(tokenHash, true);
  return session;
}

/** A token is made before its browser has it, so one that was refused a moment ago is refused still. */
export function isJustRefused(tokenHash: string): boolean {
  return refused().get(tokenHash) === true;
}

const refused = onceOf(() => {
  const limits = { seconds: REFUSED_TOKEN_SECONDS, entriesAtMost: REFUSED_TOKENS_AT_MOST };
  return new ExpiringMap<true>({ clock: getDeps().clock, ...limits });
});

function onceOf<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
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
