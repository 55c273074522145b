import pino from "pino";
import { printable } from "./printable";
import { redact } from "./redact";

const output = pino.destination({ dest: 1, sync: true });

/** One line each: JSON leaves some characters alone that terminals act on. */
const lines = { write: (line: string) => output.write(`${printable(line.trimEnd())}\n`) };

/**
 * Structured log on standard output. Fields that may carry a credential are redacted wherever they stand; no caller may pass
 * a request body or a form.
 */
export const log = pino(
  {
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: (fields) => redact(fields) as Record<string, unknown> },
  },
  lines,
);
