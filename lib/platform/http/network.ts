import { isIPv6 } from "node:net";

const GROUPS = 8;

/**
 * The networks that an address belongs to, the widest first. IPv4: the address itself. IPv6: the /48 that one site is
 * assigned, then the /64 of one link in it (RFC 6177), so that the 65,536 links of a site do not count as that many clients.
 */
export function networksOf(ip: string): string[] {
  if (!isIPv6(ip)) return [ip];
  const groups = expand(ip);
  return [`${groups.slice(0, 3).join(":")}::/48`, `${groups.slice(0, 4).join(":")}::/64`];
}

/** The widest network that limits are kept for, by which a client is named in the log. */
export function siteOf(ip: string): string {
  return networksOf(ip)[0] ?? ip;
}

function expand(ip: string): string[] {
  const [head = "", tail] = new URL(`http://[${ip.replace(/%.*$/, "")}]`).hostname.slice(1, -1).split("::");
  const [first, last] = [head, tail ?? ""].map((part) => part.split(":").filter(Boolean)) as [string[], string[]];
  const zeros = Array.from({ length: GROUPS - first.length - last.length }, () => "0");
  return [...first, ...zeros, ...last];
}
