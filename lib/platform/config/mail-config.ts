import { z } from "zod";
import type { Fail } from "./environment-variable";

/** How mail leaves the console. */
export type MailConfig = { from: string; via: { kind: "resend"; apiKey: string } | { kind: "smtp"; url: URL } };

const ADDRESS = String.raw`[^\s<>@,;:"()\[\]\\]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?`;
const SENDER = new RegExp(String.raw`^(?:${ADDRESS}|[^<>"@\p{Cc}]+ <${ADDRESS}>)$`, "u");

/** The variables that belong to mail, to be spread into the schema of the environment. */
export const mailVariables = {
  RESEND_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, "must be an API key, without spaces")
    .optional(),
  SMTP_URL: z
    .string()
    .refine(isSmtpUrl, "must look like smtp://user:password@host:587 or smtps://user:password@host:465, without a path")
    .optional(),
  MAIL_FROM: z.string().trim().regex(SENDER, "must look like console@example.com or Latchkey <console@example.com>").optional(),
};

type Values = { RESEND_API_KEY?: string | undefined; SMTP_URL?: string | undefined; MAIL_FROM?: string | undefined };

/** Null: no mail is sent, all of it is kept in the outbox. */
export function readMailConfig(values: Values, fail: Fail): MailConfig | null {
  const { RESEND_API_KEY: apiKey, SMTP_URL: url, MAIL_FROM: from } = values;
  if (apiKey && url)
    return fail({ variable: "SMTP_URL", reason: "and RESEND_API_KEY are both set: mail leaves one way, unset one of them" });
  if (!apiKey && !url) return null;
  if (!from) return fail({ variable: "MAIL_FROM", reason: `is required when ${apiKey ? "RESEND_API_KEY" : "SMTP_URL"} is set` });
  if (apiKey) return { from, via: { kind: "resend", apiKey } };
  return { from, via: { kind: "smtp", url: new URL(url ?? "") } };
}

/** Host, and nothing behind it. A user name or password with a stray `%` would only fail at the first mail. */
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
