import { isIP } from "node:net";
import { z } from "zod";
import { entriesOf, type Fail } from "./environment-variable";

/** Configuration for a reverse proxy that protects other applications with Latchkey's sign-in. */
export type ForwardAuthConfig = {
  /** Null: the session cookie belongs to Latchkey's host alone. */
  cookieDomain: string | null;
  /** Origins to which a sign-in may redirect, besides Latchkey itself. */
  origins: readonly string[];
};

/** Its variables, to be spread into the schema of the environment. */
export const forwardAuthVariables = {
  COOKIE_DOMAIN: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "must be a domain like example.com")
    .optional(),
  FORWARD_AUTH_ORIGINS: z.string().default(""),
};

type Values = { COOKIE_DOMAIN?: string | undefined; FORWARD_AUTH_ORIGINS: string };

/**
 * The session cookie must reach every origin: otherwise users would be redirected between the application and the sign-in
 * forever.
 */
export function readForwardAuthConfig(values: Values, appUrl: string, fail: Fail): ForwardAuthConfig {
  const { protocol, hostname } = new URL(appUrl);
  const cookieDomain = values.COOKIE_DOMAIN ?? null;
  if (cookieDomain && (isIP(cookieDomain) || !isWithin(hostname, cookieDomain)))
    fail({ variable: "COOKIE_DOMAIN", reason: `must be the host of APP_URL, ${hostname}, or a domain that it is part of` });
  const reaches = (host: string) => (cookieDomain ? isWithin(host, cookieDomain) : host === hostname);
  const origins = entriesOf(values.FORWARD_AUTH_ORIGINS);
  for (const origin of origins) {
    const reason = originProblem(origin, protocol, reaches);
    if (reason) fail({ variable: "FORWARD_AUTH_ORIGINS", reason: `holds "${origin}", ${reason}` });
  }
  return { cookieDomain, origins: origins.map((origin) => new URL(origin).origin) };
}

function originProblem(origin: string, protocol: string, reaches: (host: string) => boolean): string | null {
  if (!URL.canParse(origin)) return "which is no origin like https://app.example.com";
  const url = new URL(origin);
  if (url.protocol !== protocol) return `which does not begin with ${protocol}// as APP_URL does`;
  if (`${url.origin}/` !== url.href) return "which is no origin like https://app.example.com";
  return reaches(url.hostname) ? null : "which the session cookie does not reach: COOKIE_DOMAIN must be a domain of it and of APP_URL";
}

function isWithin(hostname: string, domain: string): boolean {
  return hostname === domain || hostname.endsWith(`.${domain}`);
}
