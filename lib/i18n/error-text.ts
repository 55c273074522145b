import type { Messages } from "./messages";

/** The texts of `fieldErrors`, numbers filled in: `<field>-<code>` before `<code>`. */
export type FieldErrorTexts = Record<keyof Messages["fieldErrors"], string>;

/** What to say about a field that a schema refused with `code`. Runs on both sides, so that both say the same. */
export function errorText(texts: FieldErrorTexts, field: string, code: string): string {
  const known: Record<string, string | undefined> = texts;
  return known[`${field}-${code}`] ?? known[code] ?? texts.invalid;
}
