import type { IncomingHttpHeaders } from "node:http";
import { CLIENT_IP_HEADER } from "@/lib/platform/http/client-address";
import { networksOf } from "@/lib/platform/http/network";
import { PLANTED_COOKIES_READ_MAX } from "@/lib/policy";
import { findTokens } from "./cookie-header";
import { sessionCookieName } from "./cookie-names";
import { getDeps } from "./deps";
import { recentUserOf } from "./recent-sessions";

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
