import type { Messages } from "./messages";

/** The texts of `fieldErrors`, numbers filled in: `<field>-<code>` before `<code>`. */
export type FieldErrorTexts = Record<keyof Messages["fieldErrors"], string>;

/** Returns the text about a field that a schema refused with `code`. Runs on server and client, so that both show the same. */
export function errorText(texts: FieldErrorTexts, field: string, code: string): string {
  const known: Record<string, string | undefined> = texts;
  return known[`${field}-${code}`] ?? known[code] ?? texts.invalid;
}
