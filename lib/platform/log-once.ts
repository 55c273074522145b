import { log } from "./log";

/** Requests cannot fill the log: at most this many different causes are logged. */
const DIFFERENT_CAUSES_MAX = 20;

/** On globalThis: the HTTP server and Next's bundles each have their own copy of this module. */
const shared = globalThis as { latchkeyLoggedCauses?: Set<string> };

/** Logs a warning the first time that `cause` occurs in this process. */
export function logOnce(cause: string, fields: Record<string, unknown>, message: string): void {
  shared.latchkeyLoggedCauses ??= new Set();
  const causes = shared.latchkeyLoggedCauses;
  if (causes.has(cause) || causes.size >= DIFFERENT_CAUSES_MAX) return;
  causes.add(cause);
  log.warn(fields, message);
}
