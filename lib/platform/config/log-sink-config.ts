import { z } from "zod";
import type { Fail } from "./environment-variable";

/** Where copies of audit entries go. `token`: sent as bearer token to an HTTP collector. */
export type LogSinkConfig = { url: URL; token: string | null };

/** The variables that belong to it, to be spread into the schema of the environment. */
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

type Values = { AUDIT_LOG_URL?: string | undefined; AUDIT_LOG_TOKEN?: string | undefined };

/** Null: no copies are sent. Without TLS entries go to a collector on this machine only (ASVS 5.0 V16.4.3). */
export function readLogSinkConfig(values: Values, fail: Fail): LogSinkConfig | null {
  const { AUDIT_LOG_URL: address, AUDIT_LOG_TOKEN: token = null } = values;
  if (!address) return token === null ? null : fail({ variable: "AUDIT_LOG_TOKEN", reason: "is set without AUDIT_LOG_URL" });
  const url = new URL(address);
  const isThisMachine = ["localhost", "[::1]"].includes(url.hostname) || /^127(\.\d+){3}$/.test(url.hostname);
  if (["http:", "syslog+tcp:"].includes(url.protocol) && !isThisMachine)
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
