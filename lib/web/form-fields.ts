export type FormFields = Record<string, string | undefined>;

/**
 * The text fields of a posted form; nothing when `data` is no form at all. A server action is handed whatever is sent. NUL
 * is dropped: nobody types it, and PostgreSQL refuses a text that holds it.
 */
export function formFields(data: unknown): FormFields {
  if (!(data instanceof FormData)) return {};
  const texts = [...data].filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(texts.map(([name, value]) => [name, value.replaceAll("\0", "")]));
}

/** The fields that are safe to show again. No caller names a password here. */
export function keep(fields: FormFields, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, fields[name] ?? ""]));
}
