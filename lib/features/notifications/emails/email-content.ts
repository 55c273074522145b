import * as z from "zod";
import { DEFAULT_LOCALE, findLocale } from "@/lib/i18n/locales";

/** How a paragraph is set. `note`: what to do if it was not the user. An unknown one, of a newer version, is a plain paragraph. */
const variantSchema = z.enum(["heading", "subheading", "note", "quiet"]).optional().catch(undefined);

/**
 * The kinds of blocks are closed, because during an update a server of the previous version may send what this one has queued,
 * and drops an email with a kind that it does not know. It leaves out keys that it does not know. So whatever is added is an
 * optional key whose absence loses nothing but looks: an email of the previous version lacks it as well.
 */
const blockSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("paragraph"), text: z.string(), variant: variantSchema }),
  z.object({ kind: z.literal("code"), code: z.string() }),
  z.object({ kind: z.literal("facts"), facts: z.array(z.object({ label: z.string(), value: z.string() })) }),
  /** With a label, the link is a button, and the address stands below it. */
  z.object({ kind: z.literal("link"), url: z.string(), label: z.string().optional() }),
]);

export const emailContentSchema = z.object({
  subject: z.string(),
  /** What lists of emails show beside the subject, also on a locked screen: it holds no code and no link. */
  preheader: z.string().optional(),
  appName: z.string().optional(),
  blocks: z.array(blockSchema),
  signature: z.string(),
  /** Last line of the text part: `@host #code`, by which phones and browsers offer the code where it belongs. */
  autofill: z.string().nullable(),
  /** Emails that an earlier version has queued are in English. */
  locale: z.string().catch(DEFAULT_LOCALE).transform(findLocale),
});

/** The content of an email, shared by both of its parts, so that text and HTML never differ. */
export type EmailContent = z.infer<typeof emailContentSchema>;
export type Block = EmailContent["blocks"][number];
export type FactsBlock = Extract<Block, { kind: "facts" }>;

export function paragraph(text: string): Block {
  return { kind: "paragraph", text };
}

export function heading(text: string): Block {
  return { kind: "paragraph", text, variant: "heading" };
}

export function subheading(text: string): Block {
  return { kind: "paragraph", text, variant: "subheading" };
}

export function note(text: string): Block {
  return { kind: "paragraph", text, variant: "note" };
}

export function quiet(text: string): Block {
  return { kind: "paragraph", text, variant: "quiet" };
}

/** For the preheader. */
export function valuesOf({ facts }: FactsBlock): string {
  return facts.map(({ value }) => value).join(" · ");
}
