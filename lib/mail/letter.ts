import * as z from "zod";

const blockSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("paragraph"), text: z.string() }),
  z.object({ kind: z.literal("code"), code: z.string() }),
  z.object({ kind: z.literal("facts"), facts: z.array(z.object({ label: z.string(), value: z.string() })) }),
  z.object({ kind: z.literal("link"), url: z.string() }),
]);

export const letterSchema = z.object({
  subject: z.string(),
  blocks: z.array(blockSchema),
  signature: z.string(),
  /** Last line of the text part: `@host #code`, by which phones and browsers offer the code where it belongs. */
  autofill: z.string().nullable(),
});

/** What a mail says, once for both of its parts, so that text and HTML never differ. */
export type Letter = z.infer<typeof letterSchema>;
export type Block = Letter["blocks"][number];
