import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";
import { logOnce } from "@/lib/platform/log";

/** The header that the rest of the console reads; a client's value is dropped. */
export const CLIENT_IP_HEADER = "x-latchkey-client-ip";

/** Set on requests of the page's scripts: `action` for a form, `page` for the data of a page; missing on what the browser itself sends. */
export const SENT_BY_SCRIPT_HEADER = "x-latchkey-sent-by-script";

/** Stands for an unreadable address; it belongs to no network and is not throttled as one. */
export const UNKNOWN_ADDRESS = "unknown";

const FORWARDING = new Set(["forwarded", "x-original-url"]);

/**
 * The sender of a request: one of our proxies, a sender whose forwarding headers were dropped (most likely a proxy missing in
 * TRUSTED_PROXIES, but any client can look like one), or a client that sent none.
 */
export type Peer = "trusted-proxy" | "unlisted-proxy" | "client";

/**
 * Makes the request's headers trustworthy: CLIENT_IP_HEADER holds the client's address, the console's own names are gone, and
 * `Forwarded`, `X-Forwarded-*` and `X-Original-URL` too unless the peer is one of our proxies (authentik CVE-2023-36456: a
 * limiter that believed them).
 */
export function sanitizeForwardedHeaders(headers: IncomingHttpHeaders, peer: string | undefined, trustedProxies: BlockList): Peer {
  const peerAddress = parseAddress(peer ?? "") ?? UNKNOWN_ADDRESS;
  const trusted = isTrusted(peerAddress, trustedProxies);
  const clientAddress = trusted ? forwardedClient(headers["x-forwarded-for"], peerAddress, trustedProxies) : peerAddress;
  let isForwarded = false;
  for (const name of Object.keys(headers)) {
    const forwarded = FORWARDING.has(name) || name.startsWith("x-forwarded-");
    isForwarded ||= forwarded;
    if (name.startsWith("x-latchkey-") || (forwarded && !trusted)) delete headers[name];
  }
  headers[CLIENT_IP_HEADER] = clientAddress;
  if (trusted) return "trusted-proxy";
  if (isForwarded) reportUnlistedProxy(peerAddress);
  return isForwarded ? "unlisted-proxy" : "client";
}

/** A public address is not proposed for TRUSTED_PROXIES: an attacker could have sent those headers to be added. */
const OWN_NETWORKS = new Set(["loopback", "private", "uniqueLocal", "linkLocal", "carrierGradeNat"]);

function reportUnlistedProxy(peer: string): void {
  if (!ipaddr.isValid(peer) || !OWN_NETWORKS.has(ipaddr.parse(peer).range())) return;
  const message =
    "X-Forwarded-* headers were ignored: they came from an address that is not in TRUSTED_PROXIES. If it is your proxy, set " +
    `TRUSTED_PROXIES=${peer}; until then all of its clients count as one, and it cannot say that it was reached over https`;
  logOnce("unlisted-proxy", { peer }, message);
}

/**
 * Returns the right-most address that is not one of our proxies: entries to the left of it are untrusted. Empty
 * elements count as absent (RFC 9110 section 5.6.1.2). If a trusted proxy wrote an entry that is no address, the client is
 * unknown: the proxy's own address would throttle all of its clients as one, and an entry further left would let a client
 * choose its address.
 */
function forwardedClient(forwardedFor: string | string[] | undefined, peer: string, trustedProxies: BlockList): string {
  const entries = String(forwardedFor ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter(Boolean)
    .reverse();
  let client = peer;
  for (const entry of entries) {
    const address = parseAddress(entry);
    if (!address) return reportUnreadable(entry, client);
    client = address;
    if (!isTrusted(address, trustedProxies)) return client;
  }
  return client;
}

function reportUnreadable(entry: string, proxy: string): string {
  const message = "X-Forwarded-For of a trusted proxy holds an entry that is no IP address: its clients are not throttled by network";
  logOnce("forwarded-for", { proxy, entry: entry.slice(0, 60) }, message);
  return UNKNOWN_ADDRESS;
}

/** `[2001:db8::1]:443`, `[2001:db8::1]` and `192.0.2.1:443`, in quotes too, as some proxies write them. */
const WITH_PORT = /^"?(?:\[(?<bracketed>[^\]]+)\](?::\d{1,5})?|(?<plain>[^:\]["]+):\d{1,5}|(?<bare>[^"]+))"?$/;

/**
 * Returns the IP address in `text` in canonical spelling (RFC 5952), else null. Port, brackets and zone are
 * dropped, and every spelling of `::ffff:192.0.2.1` is 192.0.2.1.
 */
export function parseAddress(text: string): string | null {
  const { bracketed, plain, bare } = WITH_PORT.exec(text.trim())?.groups ?? {};
  const address = (bracketed ?? plain ?? bare ?? "").replace(/%.*$/, "");
  // `isIP` is strict: no leading zeros, which some systems read as octal, and no parts left out.
  const version = isIP(address);
  if (version === 0 || (bracketed !== undefined && version !== 6)) return null;
  return ipaddr.process(address).toString();
}

/** Whether `address` is one of our proxies; false for text that is no address. */
export function isTrusted(address: string, trustedProxies: BlockList): boolean {
  const version = isIP(address);
  return version !== 0 && trustedProxies.check(address, version === 6 ? "ipv6" : "ipv4");
}

/**
 * The networks that an address belongs to, the widest first. IPv4: the address itself. IPv6: the /48 that one site is
 * assigned, then the /64 of one link in it (RFC 6177), so that the 65,536 links of a site do not count as that many clients.
 */
export function networksOf(ip: string): string[] {
  if (!isIPv6(ip)) return [ip];
  return [ipv6Prefix(ip, 3), ipv6Prefix(ip, 4)];
}

/** Returns the network that counts as one client: an IPv4 address itself, of an IPv6 address its /48. Also text that is no address. */
export function clientNetwork(ip: string): string {
  return networksOf(ip)[0] ?? ip;
}

/** The network of an IPv6 address that has its first `count` groups of 16 bits, as `2001:db8:1::/48`. */
export function ipv6Prefix(ip: string, count: number): string {
  const [address = ""] = ip.split("%");
  const groups = ipaddr.IPv6.parse(address).parts.slice(0, count);
  return `${groups.map((group) => group.toString(16)).join(":")}::/${count * 16}`;
}

const LOOPBACK_ADDRESSES = new BlockList();
LOOPBACK_ADDRESSES.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK_ADDRESSES.addAddress("::1", "ipv6");

/**
 * Whether a host, as in `URL.hostname` or without the brackets of IPv6, is this machine, so that nothing crosses a network. Of all names
 * only `localhost`: a resolver may send any other one (`127.mail.example.com`) elsewhere.
 */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[(.+)\]$/, "$1");
  const version = isIP(host);
  return version === 0 ? host === "localhost" : LOOPBACK_ADDRESSES.check(host, version === 6 ? "ipv6" : "ipv4");
}

/** The same for a host that a browser opens: browsers resolve names below `localhost` themselves (RFC 6761 section 6.3). */
export function isLoopbackInBrowsers(hostname: string): boolean {
  return isLoopback(hostname) || /.\.localhost$/.test(hostname);
}
