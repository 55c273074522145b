/** Names of fields that may carry a credential, as a part of a longer name too: `sessionToken`, `backupCodes`, `newPassword`. */
const SECRET_NAME = /password|code|secret|token|ticket|cookie|proof|sealed|link|authorization/i;

const DEEPEST = 10;

/** A copy of what is to be logged in which no such field has a value, wherever it stands. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (depth === DEEPEST) return "[too deep]";
  if (Array.isArray(value)) return value.map((entry) => redact(entry, depth + 1));
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  const entries = Object.entries(value).map(([name, entry]) => [name, SECRET_NAME.test(name) ? "[redacted]" : redact(entry, depth + 1)]);
  return Object.fromEntries(entries);
}
