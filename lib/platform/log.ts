import pino from "pino";
import { processState } from "./process-state";

/** Characters that move the cursor, start a line, or hide and reorder text in a terminal: controls (C0, C1), formats, separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function escapeCharacter(character: string): string {
  return Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`).join("");
}

/** Escapes `text` for one line, so that it forges no log line and controls no terminal (OWASP ASVS 5.0 V16.4.1). */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escapeCharacter);
}

/** The same for the console's own text of several lines. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** Names of fields that may hold a credential, also as a part of a longer name: `sessionToken`, `backupCodes`, `newPassword`. */
const SECRET_NAME = /password|code|secret|token|ticket|cookie|proof|reverification|sealed|encrypted|link|authorization/i;

const DEEPEST = 10;

/** Codes of Node.js, OpenSSL, Prisma and PostgreSQL (`ECONNRESET`, `CERT_HAS_EXPIRED`, `P2002`, `23505`): no code of a user has this form. */
const ERROR_CODE = /^(E[A-Z0-9]{2,20}|[A-Z0-9]+(_[A-Z0-9]+)+|P\d{4}|[0-9A-Z]{5})$/;

/** Returns a copy without the values of such fields, at any depth. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (depth === DEEPEST) return "[too deep]";
  if (Array.isArray(value)) return value.map((entry) => redact(entry, depth + 1));
  if (value instanceof Error) return redactError(value, depth);
  const entries = Object.entries(value).map(([name, entry]) => [name, SECRET_NAME.test(name) ? "[redacted]" : redact(entry, depth + 1)]);
  return Object.fromEntries(entries);
}

/** Without the other fields of an error, which may hold what a user has entered. */
function redactError(error: Error & { code?: unknown }, depth: number): Record<string, unknown> {
  const { name, message, stack, code, cause } = error;
  return {
    name,
    message,
    stack,
    ...(typeof code === "string" && ERROR_CODE.test(code) && { code }),
    ...(cause !== undefined && { cause: redact(cause, depth + 1) }),
  };
}

const output = pino.destination({ dest: 1, sync: true });

/** One line each: JSON does not escape all characters that control terminals. */
const lines = { write: (line: string) => output.write(`${printable(line.trimEnd())}\n`) };

/**
 * Structured log on standard output. Fields that may hold a credential are redacted at any depth; no caller may pass
 * a request body or a form.
 */
export const log = pino(
  {
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: (fields) => redact(fields) as Record<string, unknown> },
    // Complete already; pino's own would leave out the codes of causes.
    serializers: { err: (error) => error },
  },
  lines,
);

/** Requests cannot fill the log: at most this many different causes are logged. */
const DIFFERENT_CAUSES_MAX = 20;

/** Logs a warning the first time that `cause` occurs in this process. */
export function logOnce(cause: string, fields: Record<string, unknown>, message: string): void {
  const causes = processState("logged-causes", () => new Set<string>());
  if (causes.has(cause) || causes.size >= DIFFERENT_CAUSES_MAX) return;
  causes.add(cause);
  log.warn(fields, message);
}
