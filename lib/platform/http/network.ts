import { isIPv6 } from "node:net";

const GROUPS = 8;

/**
 * The networks that an address belongs to, the widest first. IPv4: the address itself. IPv6: the /48 that one site is
 * assigned, then the /64 of one link in it (RFC 6177), so that the 65,536 links of a site do not count as that many clients.
 */
export function networksOf(ip: string): string[] {
  if (!isIPv6(ip)) return [ip];
  return [ipv6Prefix(ip, 3), ipv6Prefix(ip, 4)];
}

/** The widest network that limits are kept for, by which a client is named in the log. */
export function siteOf(ip: string): string {
  return networksOf(ip)[0] ?? ip;
}

/** The network of an IPv6 address that has its first `count` groups of 16 bits, as `2001:db8:1::/48`. */
export function ipv6Prefix(ip: string, count: number): string {
  return `${ipv6Groups(ip).slice(0, count).join(":")}::/${count * 16}`;
}

/** The eight groups of an IPv6 address, in its canonical spelling; a zone is dropped. */
function ipv6Groups(ip: string): string[] {
  const [head = "", tail] = new URL(`http://[${ip.replace(/%.*$/, "")}]`).hostname.slice(1, -1).split("::");
  const [first, last] = [head, tail ?? ""].map((part) => part.split(":").filter(Boolean)) as [string[], string[]];
  const zeros = Array.from({ length: GROUPS - first.length - last.length }, () => "0");
  return [...first, ...zeros, ...last];
}
