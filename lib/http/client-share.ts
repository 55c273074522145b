import type { IncomingHttpHeaders } from "node:http";
import { ExpiringMap } from "@/lib/platform/expiring-map";
import { CLIENT_IP_HEADER, clientNetwork, networksOf, UNKNOWN_ADDRESS } from "@/lib/platform/http/client-address";
import { processState } from "@/lib/platform/process-state";
import {
  PLANTED_COOKIES_READ_MAX,
  RECENT_SESSION_SECONDS,
  RECENT_SESSIONS_AT_MOST,
  THROTTLED_ANSWERS_AT_MOST,
  THROTTLED_ANSWERS_SECONDS,
  THROTTLED_NETWORKS_AT_MOST,
} from "@/lib/policy";
import { browserCookieName, findCookie, findTokens, sessionCookieName } from "./cookie-names";
import { getDeps } from "./deps";

/**
 * Returns the client that a request counts for when turns are shared, the widest group first: the account of a recently live session, else
 * the network. Signed-in users are a group of their own, so that strangers, from however many networks, take at most half of the turns.
 */
export function clientShare(headers: IncomingHttpHeaders): string[] {
  const tokens = findTokens(headers.cookie ?? "", sessionCookieName()).slice(0, PLANTED_COOKIES_READ_MAX);
  const hashes = tokens.map((token) => getDeps().keyedHash("session", token));
  return sessionShare(headers, hashes);
}

/** The same when the hashes of the session's token, or of several candidates, are known. */
export function sessionShare(headers: IncomingHttpHeaders, tokenHashes: string[]): string[] {
  const userId = tokenHashes.map(recentUserOf).find(Boolean);
  return userId ? ["signed-in", userId] : ["strangers", ...networkShare(headers)];
}

/** For requests of clients that are not signed in. */
export function networkShare(headers: IncomingHttpHeaders): string[] {
  return networksOf(clientIp(headers));
}

export function clientIp(headers: IncomingHttpHeaders): string {
  return headers[CLIENT_IP_HEADER]?.toString() ?? UNKNOWN_ADDRESS;
}

/** Pages note what the server in front of them reads. */
function recent(): ExpiringMap<string> {
  const limits = { seconds: RECENT_SESSION_SECONDS, entriesAtMost: RECENT_SESSIONS_AT_MOST };
  return processState("recent-sessions", () => new ExpiringMap<string>(limits));
}

/** The account of the session when it was last read. For sharing turns only: access is decided by the row. */
function recentUserOf(tokenHash: string): string | undefined {
  return recent().get(tokenHash);
}

export function recordSession(tokenHash: string, userId: string | undefined): void {
  if (userId) recent().set(tokenHash, userId);
  else recent().delete(tokenHash);
}

/** Actions count what the server in front of them reads. */
function answers(): ExpiringMap<number> {
  const limits = { seconds: THROTTLED_ANSWERS_SECONDS, entriesAtMost: THROTTLED_NETWORKS_AT_MOST };
  return processState("throttled-networks", () => new ExpiringMap<number>(limits));
}

/**
 * Counts a sign-in from the network that was answered with "too many attempts". An unknown address is not counted as a network: a single
 * client could get all others of that proxy refused.
 */
export function recordThrottled(ip: string): void {
  if (ip === UNKNOWN_ADDRESS) return;
  const site = clientNetwork(ip);
  answers().set(site, (answers().get(site) ?? 0) + 1, { keepExpiry: true });
}

/**
 * Whether sign-ins of the network are refused before they queue, because it continues although it is throttled. A browser that may be
 * known to its account still queues and is looked up; a made-up cookie gains only its network's turns.
 */
export function isThrottledNetwork(headers: IncomingHttpHeaders): boolean {
  if (findCookie(headers.cookie ?? "", browserCookieName())) return false;
  return (answers().get(clientNetwork(clientIp(headers))) ?? 0) >= THROTTLED_ANSWERS_AT_MOST;
}
