import { createFormatter, createTranslator } from "use-intl/core";
import en from "@/lib/i18n/messages/en.json";
import type { Block } from "@/lib/mail/letter";
import type { Origin } from "@/lib/mail/types";

const LOCALE = { locale: "en", timeZone: "UTC" } as const;

/** Texts and formats of mails, which are written where there is no request. */
export const t = createTranslator({ ...LOCALE, messages: { mail: en.mail }, namespace: "mail" });
const format = createFormatter(LOCALE);

export type LetterContext = { appName: string; appHost: string; username: string };

export function paragraph(text: string): Block {
  return { kind: "paragraph", text };
}

/** When and where from. Times are in UTC and say so: the server knows no better. */
export function originFacts({ at, ip, browser, system }: Origin): Block {
  const where = system ? t("browserOnSystem", { browser, system }) : browser;
  return { kind: "facts", facts: [whenFact(at), { label: t("browser"), value: where }, { label: t("ip"), value: ip }] };
}

export function whenFact(at: Date): { label: string; value: string } {
  return momentFact(t("when"), at);
}

export function momentFact(label: string, moment: Date): { label: string; value: string } {
  return { label, value: t("utc", { moment: format.dateTime(moment, { dateStyle: "long", timeStyle: "short" }) }) };
}
