import * as z from "zod/mini";

/** Longer than a name or an address with all that comes along unseen. Normalising takes time that grows faster than the text. */
export const PASTED_MAX_LENGTH = 1_000;

/**
 * Text as it was entered or pasted, as it is read: without characters that show nothing (zero-width spaces, directional marks,
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
