import { isIPv6 } from "node:net";
import type { KeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { ThrottledSecret, ThrottleScope } from "@/lib/platform/db/generated/enums";
import { ipv6Prefix, UNKNOWN_ADDRESS } from "@/lib/platform/http/client-address";
import {
  ADDRESS_ATTEMPTS,
  KNOWN_BROWSER_PASSWORD_ATTEMPTS,
  KNOWN_BROWSER_SECOND_FACTOR_ATTEMPTS,
  PASSWORD_ATTEMPTS,
  PROVIDER_ATTEMPTS,
  SECOND_FACTOR_ATTEMPTS,
  SITE_ATTEMPTS,
  type ThrottleLimit,
} from "@/lib/policy";
import type { CredentialAttempt } from "./throttle";

export type ThrottleRow = ThrottleLimit & { scope: ThrottleScope; subject: string; userId: string | null };

/** `account`: of the browsers not known to it together, and of one that is; `known`: of those that are together. */
export const LIMITS: Record<ThrottledSecret, { account: ThrottleLimit; known: ThrottleLimit }> = {
  password: { account: PASSWORD_ATTEMPTS, known: KNOWN_BROWSER_PASSWORD_ATTEMPTS },
  second_factor: { account: SECOND_FACTOR_ATTEMPTS, known: KNOWN_BROWSER_SECOND_FACTOR_ATTEMPTS },
};

/**
 * What a guess is taken from, in the order in which the rows are locked. There are two ceilings an account, which no number of
 * networks, names, sign-ins or sessions raises: one for all browsers not known to it, and one for all known ones together. Known
 * browsers draw on rows of their own throughout, their network's included, so that strangers cannot delay them (OWASP, device
 * cookies); each has its own row as well, so that one of them does not delay the others at once.
 */
export function rowsFor({ secret, target, browserId, ip }: CredentialAttempt, keyedHash: KeyedHash): ThrottleRow[] {
  const userId = "userId" in target ? target.userId : null;
  const subject = "userId" in target ? target.userId : keyedHash("guessed-name", target.unknownName);
  const { account, known } = LIMITS[secret];
  const scope = browserId ? "known_address" : "address";
  // An unknown address is no network: one row for all of them would let one client throttle every other.
  const networks = ip === UNKNOWN_ADDRESS ? [] : limitedNetworks(ip);
  return [
    ...networks.map(({ prefix, limit }) => ({ scope, subject: prefix, userId: null, ...limit }) as const),
    ...(browserId
      ? ([
          { scope: "known_browsers", subject, userId, ...known },
          { scope: "browser", subject: browserId, userId, ...account },
        ] as const)
      : ([{ scope: "account", subject, userId, ...account }] as const)),
  ];
}

const ZEROS = ["0", "0"];

/** How much of an address names a customer, a site and a provider (RFC 6177, RFC 4291), and what guesses from each get. */
const WIDTHS: { parts4: number; parts6: number; limit: ThrottleLimit }[] = [
  { parts4: 4, parts6: 4, limit: ADDRESS_ATTEMPTS },
  { parts4: 3, parts6: 3, limit: SITE_ATTEMPTS },
  { parts4: 2, parts6: 2, limit: PROVIDER_ATTEMPTS },
];

export type Network = { prefix: string; limit: ThrottleLimit };

/**
 * The networks that an address counts for, the smallest first: a customer who has 65,536 of one has one of the next. What is
 * no address counts for itself.
 */
export function limitedNetworks(ip: string): Network[] {
  if (isIPv6(ip)) return WIDTHS.map(({ parts6, limit }) => ({ prefix: ipv6Prefix(ip, parts6), limit }));
  const bytes = ip.split(".");
  if (bytes.length !== 4) return [{ prefix: ip, limit: ADDRESS_ATTEMPTS }];
  return WIDTHS.map(({ parts4, limit }) => ({
    prefix: parts4 === 4 ? ip : `${[...bytes.slice(0, parts4), ...ZEROS].slice(0, 4).join(".")}/${parts4 * 8}`,
    limit,
  }));
}
