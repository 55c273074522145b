import type { IncomingHttpHeaders } from "node:http";
import { ExpiringMap } from "@/lib/platform/expiring-map";
import { UNKNOWN_ADDRESS } from "@/lib/platform/http/client-address";
import { siteOf } from "@/lib/platform/http/network";
import { THROTTLED_ANSWERS_AT_MOST, THROTTLED_ANSWERS_SECONDS, THROTTLED_NETWORKS_AT_MOST } from "@/lib/policy";
import { clientIp } from "./client-share";
import { findCookie } from "./cookie-header";
import { browserCookieName } from "./cookie-names";
import { getDeps } from "./deps";

/** On globalThis: actions count in Next's bundles what the server in front of them reads. */
const shared = globalThis as { latchkeyThrottledNetworks?: ExpiringMap<number> };

function answers(): ExpiringMap<number> {
  const limits = { seconds: THROTTLED_ANSWERS_SECONDS, entriesAtMost: THROTTLED_NETWORKS_AT_MOST };
  shared.latchkeyThrottledNetworks ??= new ExpiringMap({ clock: getDeps().clock, ...limits });
  return shared.latchkeyThrottledNetworks;
}

/**
 * Counts a sign-in from the network that was answered with "too many attempts". An unknown address is no network: counted as one,
 * a single client would have all others of that proxy refused.
 */
export function noteThrottled(ip: string): void {
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
