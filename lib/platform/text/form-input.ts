import * as z from "zod/mini";

/** Longer than any name or address with invisible characters. The time for normalizing grows faster than the text. */
export const PASTED_MAX_LENGTH = 1_000;

/**
 * Returns the user's input without invisible characters (zero-width spaces, directional marks,
 * soft hyphens, byte order marks), in the compatibility form NFKC, which also maps widths, and without white space around it.
 */
export function readPasted(text: string): string {
  return text
    .replace(/\p{Cf}/gu, "")
    .normalize("NFKC")
    .trim();
}

/** A checkbox: in form data present when ticked, in the browser's own form state a boolean. */
export const checkboxSchema = z.pipe(
  z.optional(z.union([z.string(), z.boolean()])),
  z.transform((value) => value !== undefined && value !== false),
);
