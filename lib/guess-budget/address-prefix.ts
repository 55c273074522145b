import { isIPv6 } from "node:net";

const GROUPS = 8;
const PREFIX_GROUPS = 4;

/** What one customer of a provider has at the least: the whole IPv4 address, the first 64 bits of an IPv6 one (RFC 6177). */
export function addressPrefix(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const [head = "", tail] = new URL(`http://[${ip}]`).hostname.slice(1, -1).split("::");
  const [first, last] = [head, tail ?? ""].map((part) => part.split(":").filter(Boolean));
  const left = first ?? [];
  const zeros = tail === undefined ? [] : Array.from({ length: GROUPS - left.length - (last?.length ?? 0) }, () => "0");
  return `${[...left, ...zeros, ...(last ?? [])].slice(0, PREFIX_GROUPS).join(":")}::/64`;
}
