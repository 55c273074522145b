import { z } from "zod";
import { deliverableAddress } from "@/lib/platform/text/domain";
import type { Fail } from "./environment-variable";

/** `name` is plain text, which must be quoted in a header; empty: no name. */
export type Sender = { name: string; address: string };

/** How the console sends email. */
export type MailConfig = { from: Sender; via: { kind: "resend"; apiKey: string } | { kind: "smtp"; url: URL } };

const ADDRESS = /^[^\s<>@,;:"()[\]\\]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;
const QUOTED_NAME = /^"((?:[^"\\]|\\.)*)"$/;
const PLAIN_NAME = /^[^<>@]+$/;
const LINE_BREAKING = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** Ports with a fixed kind of TLS (RFC 8314 section 7): the other scheme would hang there. */
const STARTTLS_PORTS = ["25", "587"];
const TLS_PORT = "465";

/** The variables for email, to be spread into the schema of the environment. */
export const mailVariables = {
  RESEND_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, "must be an API key, without spaces")
    .optional(),
  SMTP_URL: z
    .string()
    .refine(isSmtpUrl, "must look like smtp://user:password@host:587 or smtps://user:password@host:465, without a path")
    .refine(
      (url) => !hasPort(url, "smtp:", [TLS_PORT]),
      "has port 465, which speaks TLS from the first byte: write smtps:// instead of smtp://",
    )
    .refine(
      (url) => !hasPort(url, "smtps:", STARTTLS_PORTS),
      "has a port where TLS begins with STARTTLS (25, 587): write smtp:// instead of smtps://, or port 465",
    )
    .optional(),
  MAIL_FROM: z
    .string()
    .trim()
    .refine((text) => readSender(text) !== null, "must look like console@example.com or Latchkey <console@example.com>")
    .optional(),
};

type Values = { RESEND_API_KEY?: string | undefined; SMTP_URL?: string | undefined; MAIL_FROM?: string | undefined };

/** Null: no email is sent; all of them stay in the outbox. */
export function readMailConfig(values: Values, fail: Fail): MailConfig | null {
  const { RESEND_API_KEY: apiKey, SMTP_URL: url } = values;
  const from = readSender(values.MAIL_FROM?.trim() ?? "");
  if (apiKey && url)
    return fail({ variable: "SMTP_URL", reason: "and RESEND_API_KEY are both set: mail leaves one way, unset one of them" });
  if (!apiKey && !url) return null;
  if (!from) return fail({ variable: "MAIL_FROM", reason: `is required when ${apiKey ? "RESEND_API_KEY" : "SMTP_URL"} is set` });
  if (apiKey) return { from, via: { kind: "resend", apiKey } };
  return { from, via: { kind: "smtp", url: new URL(url ?? "") } };
}

/**
 * An address, or a name and an address in angle brackets. The name is read literally, without header syntax; in
 * quotation marks it may hold any text, with a backslash before a quotation mark or backslash (RFC 5322 section 3.4).
 */
function readSender(text: string): Sender | null {
  if (LINE_BREAKING.test(text)) return null;
  const [, written = "", inBrackets] = /^(.*?)\s*<([^<>]+)>$/.exec(text) ?? [];
  const address = deliverableAddress(inBrackets ?? text);
  if (!ADDRESS.test(address)) return null;
  const quoted = QUOTED_NAME.exec(written)?.[1];
  if (quoted !== undefined) return { name: quoted.replace(/\\(.)/g, "$1"), address };
  return written === "" || PLAIN_NAME.test(written) ? { name: written, address } : null;
}

function hasPort(url: string, protocol: string, ports: string[]): boolean {
  return URL.canParse(url) && new URL(url).protocol === protocol && ports.includes(new URL(url).port);
}

/** Only host and port after the login. A user name or password with a stray `%` would otherwise fail at the first email. */
function isSmtpUrl(text: string): boolean {
  if (!/^smtps?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { hostname, username, password, pathname, search, hash } = new URL(text);
  return hostname !== "" && isEncoded(username) && isEncoded(password) && pathname.replace("/", "") + search + hash === "";
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
