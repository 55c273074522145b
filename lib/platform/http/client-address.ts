import type { IncomingHttpHeaders } from "node:http";
import { type BlockList, isIP } from "node:net";

/** What the rest of the console reads; whatever a client sends under this name is dropped. */
export const CLIENT_IP_HEADER = "x-latchkey-client-ip";

/** Path and query of the request, set by the console; dropped from outside like the one above. */
export const REQUEST_ADDRESS_HEADER = "x-latchkey-address";

const FORWARDING = new Set(["forwarded", "x-original-url"]);

/** What Next and the console tell themselves; from outside they would choose routes or skip steps (Next.js CVE-2025-29927). */
const INTERNAL = /^(x-(latchkey|middleware|action|invoke|matched|now|next|prerender|vercel)-|x-nextjs-data$|next-resume)/;

/**
 * Makes the request's headers trustworthy: CLIENT_IP_HEADER holds the client's address, internal names are gone, and
 * `Forwarded`, `X-Forwarded-*` and `X-Original-URL` too unless the peer is one of our proxies (authentik CVE-2023-36456: a
 * limiter that believed them).
 */
export function trustHeaders(headers: IncomingHttpHeaders, peer: string | undefined, trustedProxies: BlockList): void {
  const peerAddress = normaliseAddress(peer ?? "");
  const trusted = isTrusted(peerAddress, trustedProxies);
  const clientAddress = trusted ? forwardedClient(headers["x-forwarded-for"], peerAddress, trustedProxies) : peerAddress;
  for (const name of Object.keys(headers)) {
    const forwarded = FORWARDING.has(name) || name.startsWith("x-forwarded-");
    if (INTERNAL.test(name) || (forwarded && !trusted)) delete headers[name];
  }
  headers[CLIENT_IP_HEADER] = clientAddress || "unknown";
}

/**
 * The right-most address that is not one of our proxies: everything to the left of it was written by strangers. An entry
 * that is no address ends the search at the proxy that let it through.
 */
function forwardedClient(forwardedFor: string | string[] | undefined, peer: string, trustedProxies: BlockList): string {
  let client = peer;
  for (const entry of String(forwardedFor ?? "")
    .split(",")
    .reverse()) {
    const address = normaliseAddress(entry.trim());
    if (!isIP(address)) return client;
    client = address;
    if (!isTrusted(address, trustedProxies)) return client;
  }
  return client;
}

/** `::ffff:192.0.2.1` is 192.0.2.1, and `[2001:db8::1]` stands without brackets and zone. */
export function normaliseAddress(address: string): string {
  const bare = address.replace(/^\[(.+)\]$/, "$1").replace(/%.*$/, "");
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare.toLowerCase();
}

function isTrusted(address: string, trustedProxies: BlockList): boolean {
  const version = isIP(address);
  return version !== 0 && trustedProxies.check(address, version === 6 ? "ipv6" : "ipv4");
}
