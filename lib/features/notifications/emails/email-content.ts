import { createFormatter, createTranslator } from "use-intl/core";
import * as z from "zod";
import type { EventClient } from "@/lib/features/notifications/types";
import en from "@/lib/i18n/messages/en.json" with { type: "json" };

const blockSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("paragraph"), text: z.string() }),
  z.object({ kind: z.literal("code"), code: z.string() }),
  z.object({ kind: z.literal("facts"), facts: z.array(z.object({ label: z.string(), value: z.string() })) }),
  z.object({ kind: z.literal("link"), url: z.string() }),
]);

export const emailContentSchema = z.object({
  subject: z.string(),
  blocks: z.array(blockSchema),
  signature: z.string(),
  /** Last line of the text part: `@host #code`, by which phones and browsers offer the code where it belongs. */
  autofill: z.string().nullable(),
});

/** The content of an email, shared by both of its parts, so that text and HTML never differ. */
export type EmailContent = z.infer<typeof emailContentSchema>;
export type Block = EmailContent["blocks"][number];

const LOCALE = { locale: "en", timeZone: "UTC" } as const;

/** Texts and formats of emails, which are composed outside of requests. */
export const t = createTranslator({ ...LOCALE, messages: { mail: en.mail }, namespace: "mail" });
const format = createFormatter(LOCALE);

export type EmailContext = { appName: string; appHost: string; username: string };

export function paragraph(text: string): Block {
  return { kind: "paragraph", text };
}

/** Time and client. Times are in UTC and say so, as the server does not know the user's zone. */
export function originDetails({ at, ip, browser, system }: EventClient): Block {
  const where = system ? t("browserOnSystem", { browser, system }) : browser;
  return { kind: "facts", facts: [whenDetail(at), { label: t("browser"), value: where }, { label: t("ip"), value: ip }] };
}

export function whenDetail(at: Date): { label: string; value: string } {
  return momentDetail(t("when"), at);
}

export function momentDetail(label: string, moment: Date): { label: string; value: string } {
  return { label, value: t("utc", { moment: format.dateTime(moment, { dateStyle: "long", timeStyle: "short" }) }) };
}
