import type { IncomingHttpHeaders } from "node:http";
import { type CurrentSession, readSessionByHash, verifyForwardAuthToken } from "@/lib/features/sessions/session";
import { ExpiringMap } from "@/lib/platform/expiring-map";
import { PLANTED_COOKIES_READ_MAX, REFUSED_TOKEN_SECONDS, REFUSED_TOKENS_AT_MOST } from "@/lib/policy";
import { recordSession } from "./client-share";
import { findTokens, forwardAuthCookieName, sessionCookieName } from "./cookie-names";
import { getDeps } from "./deps";
import { loginAddress, readReturnTo } from "./redirects";

/** The hashes by which the session of a proxy's request may be found: of session cookies here, of forward-auth tokens elsewhere. */
export type Credentials = { sessions: string[]; forwardAuthTokens: string[] };

/**
 * Returns the credentials of the request that this console can have issued, without a statement. Another host of COOKIE_DOMAIN can plant
 * cookies of the same name, in any order: so there may be several, of which a few are looked up.
 */
export function credentialsOf(cookieHeader: string): Credentials {
  const deps = getDeps();
  const sessions = findTokens(cookieHeader, sessionCookieName()).map((token) => deps.keyedHash("session", token));
  const forwardAuthTokens = findTokens(cookieHeader, forwardAuthCookieName()).map((forwardAuthToken) =>
    verifyForwardAuthToken(deps, forwardAuthToken),
  );
  return {
    sessions: sessions.slice(0, PLANTED_COOKIES_READ_MAX),
    forwardAuthTokens: forwardAuthTokens.filter((hash) => hash !== null).slice(0, PLANTED_COOKIES_READ_MAX),
  };
}

export type ForwardAuthAnswer = { status: number; headers: Record<string, string> };

/** Answers a proxy with these credentials: 200 and the user, else where to sign in. */
export async function answerForwardAuth(headers: IncomingHttpHeaders, credentials: Credentials): Promise<ForwardAuthAnswer> {
  const session = await readVisitor(credentials);
  return session ? { status: 200, headers: { ...NOT_KEPT, ...identityHeaders(session.user) } } : signInAnswer(headers);
}

const NOT_KEPT = { "cache-control": "no-store" };

/** Both refusals name the sign-in page: nginx can pass on that of a 401 only, browsers follow that of a 302 only. */
export function signInAnswer(headers: IncomingHttpHeaders): ForwardAuthAnswer {
  return { status: headers.accept?.includes("text/html") ? 302 : 401, headers: { ...NOT_KEPT, location: signInAddress(headers) } };
}

/** Returns the user, read on reserved database connections: checks and pages do not wait for each other's connections. */
export async function readVisitor({ sessions, forwardAuthTokens }: Credentials): Promise<CurrentSession | null> {
  return (await onlySession(sessions)) ?? (await onlySession(forwardAuthTokens));
}

/**
 * Cookies without a live session are ignored. When two name different sessions it is unknown which is the user's, and an attacker's must
 * not stand in for it: then none is used.
 */
async function onlySession(tokenHashes: string[]): Promise<CurrentSession | null> {
  const sessions = await Promise.all([...new Set(tokenHashes)].map((hash) => findSession(hash)));
  const [session, another] = sessions.filter((found) => found !== null);
  return session && !another ? session : null;
}

async function findSession(tokenHash: string): Promise<CurrentSession | null> {
  if (isJustRefused(tokenHash)) return null;
  const deps = getDeps();
  const session = await readSessionByHash(deps, tokenHash, deps.db.$reserved);
  recordSession(tokenHash, session?.user.id);
  if (!session) refused().set(tokenHash, true);
  return session;
}

/** Whether there is nothing to look up, or only tokens refused a moment ago. */
export function isRefused({ sessions, forwardAuthTokens }: Credentials): boolean {
  return [...sessions, ...forwardAuthTokens].every(isJustRefused);
}

/** A token exists before its browser has it, so one refused a moment ago is still invalid. */
function isJustRefused(tokenHash: string): boolean {
  return refused().get(tokenHash) === true;
}

const refused = onceOf(() => {
  const limits = { seconds: REFUSED_TOKEN_SECONDS, entriesAtMost: REFUSED_TOKENS_AT_MOST };
  return new ExpiringMap<true>(limits);
});

function onceOf<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** The headers for the proxy to pass on. Always all three: a missing one would let through a client's forged header of that name. */
function identityHeaders({ username, email, admin }: CurrentSession["user"]) {
  return {
    "remote-user": headerValue(username),
    "remote-email": headerValue(email ?? ""),
    "remote-groups": admin ? "admins,users" : "users",
  };
}

/** Returns the sign-in page, which redirects back to the page requested from the proxy when that is on a listed origin. */
function signInAddress(headers: IncomingHttpHeaders): string {
  return `${getDeps().config.appUrl}${loginAddress({ next: readReturnTo(requestedUrl(headers)) })}`;
}

/** Trusted because lib/platform/http has dropped these headers unless one of TRUSTED_PROXIES sent them. */
function requestedUrl(headers: IncomingHttpHeaders): string {
  const [proto, host, uri] = ["proto", "host", "uri"].map((name) => headers[`x-forwarded-${name}`] ?? "");
  return headers["x-original-url"]?.toString() ?? `${proto}://${host}${uri}`;
}

/**
 * `text` as it may stand in a header: visible ASCII as it is, everything else and `%` percent-encoded in UTF-8, so that
 * decoding gives back exactly `text` and no line, space or letter of another script can change its meaning on the way.
 */
export function headerValue(text: string): string {
  return text.replace(/[^\x21-\x24\x26-\x7e]/gu, (letter) => [...Buffer.from(letter)].map((byte) => `%${hex(byte)}`).join(""));
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}
