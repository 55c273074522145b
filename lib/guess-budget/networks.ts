import { isIPv6 } from "node:net";
import { ipv6Prefix } from "@/lib/platform/http/network";
import { ADDRESS_GUESSES, type GuessLimit, PROVIDER_GUESSES, SITE_GUESSES } from "@/lib/policy";

const ZEROS = ["0", "0"];

/** How much of an address names a customer, a site and a provider (RFC 6177, RFC 4291), and what guesses from each get. */
const WIDTHS: { parts4: number; parts6: number; limit: GuessLimit }[] = [
  { parts4: 4, parts6: 4, limit: ADDRESS_GUESSES },
  { parts4: 3, parts6: 3, limit: SITE_GUESSES },
  { parts4: 2, parts6: 2, limit: PROVIDER_GUESSES },
];

export type Network = { prefix: string; limit: GuessLimit };

/**
 * The networks that an address counts for, the smallest first: a customer who has 65,536 of one has one of the next. What is
 * no address counts for itself.
 */
export function limitedNetworks(ip: string): Network[] {
  if (isIPv6(ip)) return WIDTHS.map(({ parts6, limit }) => ({ prefix: ipv6Prefix(ip, parts6), limit }));
  const bytes = ip.split(".");
  if (bytes.length !== 4) return [{ prefix: ip, limit: ADDRESS_GUESSES }];
  return WIDTHS.map(({ parts4, limit }) => ({
    prefix: parts4 === 4 ? ip : `${[...bytes.slice(0, parts4), ...ZEROS].slice(0, 4).join(".")}/${parts4 * 8}`,
    limit,
  }));
}
