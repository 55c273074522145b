import { BlockList, isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { entriesOf, type Fail, wholeNumber } from "./environment-variable";

/**
 * Longer than every proxy keeps an idle connection by default: nginx and AWS ALB 60 s, Traefik and Azure 90 s, Caddy 2 min,
 * Google Cloud 10 min, Cloudflare 15 min, Envoy 1 h.
 */
const KEEP_ALIVE_SECONDS_DEFAULT = 3_900;
const KEEP_ALIVE_SECONDS_MAX = 86_400;

const ONE_YEAR_SECONDS = 31_536_000;

/** Without a zone (`%eth0`), which is not allowed in a URL. */
function isOneMachine(address: string): boolean {
  return !address.includes("%") && !["multicast", "broadcast"].includes(ipaddr.parse(address).range());
}

export const httpVariables = {
  HOST: z
    .string()
    .trim()
    .transform((host) => /^\[(.*)\]$/.exec(host)?.[1] ?? host)
    .refine(
      (host) => (isIP(host) !== 0 ? isOneMachine(host) : /^[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?$/i.test(host)),
      "must be an IP address of this machine, such as 127.0.0.1, ::1 or 0.0.0.0, or a host name; the port is PORT",
    )
    .optional(),
  KEEP_ALIVE_SECONDS: wholeNumber("a number of seconds", { min: 1, max: KEEP_ALIVE_SECONDS_MAX }).default(KEEP_ALIVE_SECONDS_DEFAULT),
  HSTS: z.string().default(""),
};

const HSTS_FORM = 'must be "off", or words like "max-age=31536000 includeSubDomains preload"';

/**
 * Returns `Strict-Transport-Security` (RFC 6797 section 6.1), null if it is off. Subdomains are bound to https only if the
 * operator says so: the console does not know them.
 */
export function readHsts(text: string, fail: Fail): string | null {
  const words = text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
  if (words.length === 1 && words[0] === "off") return null;
  let [maxAge, subDomains, preload] = [ONE_YEAR_SECONDS, false, false];
  for (const word of words) {
    const [, seconds] = /^(?:max-age=)?"?(\d{1,10})"?$/.exec(word) ?? [];
    if (seconds !== undefined) maxAge = Number(seconds);
    else if (word === "includesubdomains") subDomains = true;
    else if (word === "preload") preload = true;
    else return fail({ variable: "HSTS", reason: `holds "${word}": it ${HSTS_FORM}` });
  }
  // https://hstspreload.org asks for both.
  if (preload && (!subDomains || maxAge < ONE_YEAR_SECONDS)) {
    return fail({ variable: "HSTS", reason: `with preload needs includeSubDomains, and max-age=${ONE_YEAR_SECONDS} or more` });
  }
  return `max-age=${maxAge}${subDomains ? "; includeSubDomains" : ""}${preload ? "; preload" : ""}`;
}

/** Names of ranges, as in Express (`proxy-addr`). */
const NAMED_RANGES: Record<string, string[]> = {
  loopback: ["127.0.0.0/8", "::1"],
  linklocal: ["169.254.0.0/16", "fe80::/10"],
  uniquelocal: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
};

export function readTrustedProxies(text: string, fail: Fail): BlockList {
  const list = new BlockList();
  for (const entry of entriesOf(text)) {
    for (const range of NAMED_RANGES[entry.toLowerCase()] ?? [entry]) {
      const parsed = parseRange(range);
      if (!parsed) {
        const reason = `holds "${entry}", which is neither an IP address, a range like 10.0.0.0/8, nor one of ${Object.keys(NAMED_RANGES).join(", ")}`;
        return fail({ variable: "TRUSTED_PROXIES", reason });
      }
      list.addSubnet(parsed.address, parsed.bits, parsed.family);
    }
  }
  return list;
}

/** Brackets are dropped; IPv4 in IPv6 (`::ffff:10.0.0.0/104`) becomes IPv4, like the addresses that it is compared with. */
function parseRange(text: string): { address: string; bits: number; family: "ipv4" | "ipv6" } | null {
  const [, bracketed, plain, prefix] = /^(?:\[([^\]]+)\]|([^/]*))(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const written = bracketed ?? plain ?? "";
  const version = isIP(written);
  if (version === 0 || written.includes("%")) return null;
  const address = ipaddr.process(written);
  const family = address.kind();
  const width = version === 6 ? 128 : 32;
  const bits = Number(prefix ?? width) - (version === 6 && family === "ipv4" ? 96 : 0);
  return Number(prefix ?? width) > width || bits < 0 ? null : { address: address.toString(), bits, family };
}
