import { createFoldedLog, type FoldedLog } from "./folded-log";
import { siteOf } from "./http/network";
import { log } from "./log";

/** What was refused, and why: `foreign-origin`, `malformed-form`. `ip`: of the client, whose network is logged. */
type SecurityEvent = { reason: string; ip: string; [field: string]: string | number };

/** An attack is seen within a second, and writes some 100 lines a minute at the most. */
const WINDOW_SECONDS = 60;
const KEYS_AT_MOST = 50;

const FIELD_MAX_LENGTH = 200;

/** On globalThis: the server and Next's bundles each have their own copy of this module. */
const shared = globalThis as { latchkeySecurityEvents?: FoldedLog };

function events(): FoldedLog {
  shared.latchkeySecurityEvents ??= createFoldedLog({
    windowSeconds: WINDOW_SECONDS,
    keysAtMost: KEYS_AT_MOST,
    write: (fields) =>
      log.warn({ event: "refused", ...fields }, "others" in fields ? "further requests were refused" : "a request was refused"),
  });
  return shared.latchkeySecurityEvents;
}

/**
 * Logs an attempt to get around a control (OWASP ASVS 5.0 V16.3.3): one line for each reason and network, and one line a
 * minute later with the number of repeats. Fields hold no secret: no query, no body, no cookie.
 */
export function logSecurityEvent({ ip, reason, ...fields }: SecurityEvent): void {
  const network = siteOf(ip);
  const cut = Object.entries(fields).map(([name, value]) => [name, typeof value === "string" ? value.slice(0, FIELD_MAX_LENGTH) : value]);
  events().note(`${reason} ${network}`, { reason, network, ...Object.fromEntries(cut) });
}

/** Writes what has been counted: the process is about to end. */
export function flushSecurityEvents(): void {
  shared.latchkeySecurityEvents?.flush();
}
