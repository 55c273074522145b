import type { IncomingHttpHeaders } from "node:http";
import { ExpiringMap } from "@/lib/platform/expiring-map";
import { CLIENT_IP_HEADER, networksOf, siteOf, UNKNOWN_ADDRESS } from "@/lib/platform/http/client-address";
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
 * Which client a request counts for where turns are shared out, the widest group first: the account of a session that was
 * alive lately, else the network. Those who are signed in are a group of their own, so that strangers, however many networks
 * they come from, take no more than half of the turns from them.
 */
export function clientShare(headers: IncomingHttpHeaders): string[] {
  const tokens = findTokens(headers.cookie ?? "", sessionCookieName()).slice(0, PLANTED_COOKIES_READ_MAX);
  const hashes = tokens.map((token) => getDeps().keyedHash("session", token));
  return sessionShare(headers, hashes);
}

/** The same where the hashes of the session's token, or of several that it may be, are known. */
export function sessionShare(headers: IncomingHttpHeaders, tokenHashes: string[]): string[] {
  const userId = tokenHashes.map(recentUserOf).find(Boolean);
  return userId ? ["signed-in", userId] : ["strangers", ...networkShare(headers)];
}

/** For what only strangers do. */
export function networkShare(headers: IncomingHttpHeaders): string[] {
  return networksOf(clientIp(headers));
}

export function clientIp(headers: IncomingHttpHeaders): string {
  return headers[CLIENT_IP_HEADER]?.toString() ?? "unknown";
}

/** On globalThis: pages note in Next's bundles what the server in front of them reads. */
const shared = globalThis as { latchkeyRecentSessions?: ExpiringMap<string> };

function recent(): ExpiringMap<string> {
  const limits = { seconds: RECENT_SESSION_SECONDS, entriesAtMost: RECENT_SESSIONS_AT_MOST };
  shared.latchkeyRecentSessions ??= new ExpiringMap({ clock: getDeps().clock, ...limits });
  return shared.latchkeyRecentSessions;
}

/** The account of the session when it was read last. It shares out turns and opens nothing: who is signed in is read from the row. */
function recentUserOf(tokenHash: string): string | undefined {
  return recent().get(tokenHash);
}

export function recordSession(tokenHash: string, userId: string | undefined): void {
  if (userId) recent().set(tokenHash, userId);
  else recent().delete(tokenHash);
}

/** On globalThis: actions count in Next's bundles what the server in front of them reads. */
const throttled = globalThis as { latchkeyThrottledNetworks?: ExpiringMap<number> };

function answers(): ExpiringMap<number> {
  const limits = { seconds: THROTTLED_ANSWERS_SECONDS, entriesAtMost: THROTTLED_NETWORKS_AT_MOST };
  throttled.latchkeyThrottledNetworks ??= new ExpiringMap({ clock: getDeps().clock, ...limits });
  return throttled.latchkeyThrottledNetworks;
}

/**
 * Counts a sign-in from the network that was answered with "too many attempts". An unknown address is no network: counted as one,
 * a single client would have all others of that proxy refused.
 */
export function recordThrottled(ip: string): void {
  if (ip === UNKNOWN_ADDRESS) return;
  const site = siteOf(ip);
  answers().set(site, (answers().get(site) ?? 0) + 1, { keepExpiry: true });
}

/**
 * Whether sign-ins of the network are refused before they queue: it goes on although it is throttled. A browser that may be
 * known to its account goes on to the queue, where it is looked up; a made-up cookie wins no more than its network's turns.
 */
export function isThrottledNetwork(headers: IncomingHttpHeaders): boolean {
  if (findCookie(headers.cookie ?? "", browserCookieName())) return false;
  return (answers().get(siteOf(clientIp(headers))) ?? 0) >= THROTTLED_ANSWERS_AT_MOST;
}
