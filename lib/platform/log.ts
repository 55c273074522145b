import pino from "pino";
import { redact } from "./redact";

/**
 * Structured log on standard output. Fields that may carry a credential are redacted wherever they stand; no caller may pass
 * a request body or a form.
 */
export const log = pino({
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { log: (fields) => redact(fields) as Record<string, unknown> },
});
