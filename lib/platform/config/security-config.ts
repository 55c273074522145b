import { z } from "zod";
import { isLoopback } from "@/lib/platform/http/client-address";
import { entriesOf, type Fail, wholeNumber } from "./environment-variable";

/** The range search of Have I Been Pwned, which gets only the first five characters of a hash. */
const HAVE_I_BEEN_PWNED = "https://api.pwnedpasswords.com/range/";

/** The variables for passwords, to be spread into the schema of the environment. */
export const passwordVariables = {
  // NIST SP 800-63B-4 section 3.1.1.2: 15 where the password may be the only factor, and never fewer than 8.
  PASSWORD_MIN_LENGTH: wholeNumber("a number of characters", { min: 8, max: 64 }).default(15),
  PASSWORD_BREACH_CHECK: z
    .string()
    .trim()
    .refine(
      (value) => ["off", "on"].includes(value) || isRangeAddress(value),
      "must be on, off or an address like https://pwned.example.com/range/",
    )
    .default("off"),
};

/** The URL that a part of a hash is appended to; null: no check. */
export function readBreachCheck(value: string): string | null {
  if (value === "off") return null;
  return value === "on" ? HAVE_I_BEEN_PWNED : value.replace(/\/*$/, "/");
}

function isRangeAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password, search, hash } = new URL(value);
  return /^https?:$/.test(protocol) && username + password + search + hash === "";
}

/** The collector for copies of audit entries. `token`: sent as bearer token to an HTTP collector. */
export type LogSinkConfig = { url: URL; token: string | null };

/** Its variables, to be spread into the schema of the environment. */
export const logSinkVariables = {
  AUDIT_LOG_URL: z
    .string()
    .refine(isSinkUrl, "must look like https://logs.example.com/path or syslog+tls://logs.example.com:6514")
    .optional(),
  AUDIT_LOG_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]+$/, "must be a token, without spaces")
    .optional(),
};

type LogSinkValues = { AUDIT_LOG_URL?: string | undefined; AUDIT_LOG_TOKEN?: string | undefined };

/** Null: no copies are sent. Without TLS entries go to a collector on this machine only (ASVS 5.0 V16.4.3). */
export function readLogSinkConfig(values: LogSinkValues, fail: Fail): LogSinkConfig | null {
  const { AUDIT_LOG_URL: address, AUDIT_LOG_TOKEN: token = null } = values;
  if (!address) return token === null ? null : fail({ variable: "AUDIT_LOG_TOKEN", reason: "is set without AUDIT_LOG_URL" });
  const url = new URL(address);
  if (["http:", "syslog+tcp:"].includes(url.protocol) && !isLoopback(url.hostname))
    fail({ variable: "AUDIT_LOG_URL", reason: "must be https:// or syslog+tls:// for a collector on another machine" });
  if (token !== null && url.protocol.startsWith("syslog"))
    fail({ variable: "AUDIT_LOG_TOKEN", reason: "has no place in syslog: unset it" });
  return { url, token };
}

function isSinkUrl(text: string): boolean {
  if (!/^(https?|syslog\+(tcp|tls)):\/\//i.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password, pathname, search, hash } = new URL(text);
  if (hostname === "" || username + password + hash !== "") return false;
  return protocol.startsWith("http") || pathname.replace("/", "") + search === "";
}

/** Schemes of RFC 9116 section 2.5.3, without line breaks: the file has one field per line. */
const CONTACT = /^(mailto:[^\s@,]+@[^\s@,]+|tel:\+?[\d().-]{3,}|https:\/\/[^\s,]+)$/;

/** Returns the comma-separated addresses in SECURITY_CONTACT. */
export function readSecurityContacts(text: string, fail: Fail): string[] {
  const contacts = entriesOf(text);
  for (const contact of contacts) {
    if (CONTACT.test(contact) && URL.canParse(contact)) continue;
    const reason = "must hold addresses like mailto:security@example.com, https://example.com/security or tel:+1-201-555-0123";
    fail({ variable: "SECURITY_CONTACT", reason });
  }
  return contacts;
}
