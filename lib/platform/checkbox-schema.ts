import * as z from "zod/mini";

/** A checkbox: in form data present when ticked, in the browser's own form state a boolean. */
export const checkboxSchema = z.pipe(
  z.optional(z.union([z.string(), z.boolean()])),
  z.transform((value) => value !== undefined && value !== false),
);
