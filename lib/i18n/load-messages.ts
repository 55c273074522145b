import type { Locale } from "./locales";
import type en from "./messages/en.json";

/** Each language is a file of its own, loaded when it is first shown. */
const LOADERS: Record<Locale, () => Promise<{ default: unknown }>> = {
  en: () => import("./messages/en.json"),
  de: () => import("./messages/de.json"),
  es: () => import("./messages/es.json"),
  fr: () => import("./messages/fr.json"),
  "pt-BR": () => import("./messages/pt-BR.json"),
  "zh-CN": () => import("./messages/zh-CN.json"),
  ja: () => import("./messages/ja.json"),
  ar: () => import("./messages/ar.json"),
  "en-XA": () => import("./pseudo-locale"),
};

/** Returns all texts of the locale, which have the keys and placeholders of `en.json`: `translations.test.ts` checks that. */
export async function loadMessages(locale: Locale): Promise<typeof en> {
  return (await LOADERS[locale]()).default as typeof en;
}
