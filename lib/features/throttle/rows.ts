import { isIPv6 } from "node:net";
import { addSeconds } from "@/lib/platform/clock";
import type { KeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { ThrottledSecret, ThrottleScope } from "@/lib/platform/db/generated/enums";
import { ipv6Prefix, UNKNOWN_ADDRESS } from "@/lib/platform/http/client-address";
import {
  ADDRESS_ATTEMPTS,
  CLOCK_SKEW_SECONDS,
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

/** `account`: for all unknown browsers together, and for each known one; `known`: for all known ones together. */
export const LIMITS: Record<ThrottledSecret, { account: ThrottleLimit; known: ThrottleLimit }> = {
  password: { account: PASSWORD_ATTEMPTS, known: KNOWN_BROWSER_PASSWORD_ATTEMPTS },
  second_factor: { account: SECOND_FACTOR_ATTEMPTS, known: KNOWN_BROWSER_SECOND_FACTOR_ATTEMPTS },
};

/** The condition of a row whose delay runs; one that was counted by a clock far ahead of this one delays nothing. */
export function runningThrottle(now: Date) {
  return { throttledUntil: { gt: now }, lastAttemptAt: { lte: addSeconds(now, CLOCK_SKEW_SECONDS) } };
}

/**
 * Returns the rows that count an attempt, in locking order. An account has two ceilings, which no number of networks, names, sign-ins or
 * sessions raises: one for all unknown browsers, and one for all known ones together. Known browsers have rows of their own throughout,
 * also for networks, so that strangers cannot delay them (OWASP device cookies); each has its own row too, so that one does not delay the
 * others at once.
 */
export function rowsFor({ secret, target, browserId, ip }: CredentialAttempt, keyedHash: KeyedHash): ThrottleRow[] {
  const userId = "userId" in target ? target.userId : null;
  const subject = "userId" in target ? target.userId : keyedHash("guessed-name", target.unknownName);
  const { account, known } = LIMITS[secret];
  const scope = browserId ? "known_address" : "address";
  // An unknown address is not a network: with one row for all of them one client could throttle every other.
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

/** The prefix lengths of a customer, a site and a provider (RFC 6177, RFC 4291), and their limits. */
const WIDTHS: { parts4: number; parts6: number; limit: ThrottleLimit }[] = [
  { parts4: 4, parts6: 4, limit: ADDRESS_ATTEMPTS },
  { parts4: 3, parts6: 3, limit: SITE_ATTEMPTS },
  { parts4: 2, parts6: 2, limit: PROVIDER_ATTEMPTS },
];

export type Network = { prefix: string; limit: ThrottleLimit };

/**
 * Returns the networks that an address belongs to, the smallest first: a customer who has 65,536 of one has one of the next. Text that is
 * not an address counts as a network of its own.
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
