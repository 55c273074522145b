import { BlockList, isIP } from "node:net";

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
