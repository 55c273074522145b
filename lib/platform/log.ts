import pino from "pino";

/**
 * Structured log on standard output. Field names that may carry a credential are redacted wherever they stand;
 * no caller may pass a request body or a form.
 */
export const log = pino({
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: ["password", "code", "secret", "token", "ticket", "cookie"].flatMap((name) => [name, `*.${name}`]),
    censor: "[redacted]",
  },
});
