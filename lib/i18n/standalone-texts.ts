import { type Locale, PSEUDO_LOCALE } from "./locales";
import arError from "./messages/ar.error.json";
import ar from "./messages/ar.standalone.json";
import deError from "./messages/de.error.json";
import de from "./messages/de.standalone.json";
import enError from "./messages/en.error.json";
import en from "./messages/en.standalone.json";
import esError from "./messages/es.error.json";
import es from "./messages/es.standalone.json";
import frError from "./messages/fr.error.json";
import fr from "./messages/fr.standalone.json";
import jaError from "./messages/ja.error.json";
import ja from "./messages/ja.standalone.json";
import ptBrError from "./messages/pt-BR.error.json";
import ptBr from "./messages/pt-BR.standalone.json";
import zhCnError from "./messages/zh-CN.error.json";
import zhCn from "./messages/zh-CN.standalone.json";

/** Texts without placeholders, for what answers without Next.js and may not wait for a file: loaded with the process. */
export type StandaloneTexts = typeof en & { error: typeof enError };

const TEXTS: Record<Exclude<Locale, typeof PSEUDO_LOCALE>, StandaloneTexts> = {
  en: { ...en, error: enError },
  de: { ...de, error: deError },
  es: { ...es, error: esError },
  fr: { ...fr, error: frError },
  "pt-BR": { ...ptBr, error: ptBrError },
  "zh-CN": { ...zhCn, error: zhCnError },
  ja: { ...ja, error: jaError },
  ar: { ...ar, error: arError },
};

export function standaloneTexts(locale: Locale): StandaloneTexts {
  return TEXTS[locale === PSEUDO_LOCALE ? "en" : locale];
}
