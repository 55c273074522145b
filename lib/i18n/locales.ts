import { match } from "@formatjs/intl-localematcher";

/** The languages that users can choose, each named in itself. */
export const LOCALES = [
  { tag: "en", name: "English", direction: "ltr" },
  { tag: "de", name: "Deutsch", direction: "ltr" },
  { tag: "es", name: "Español", direction: "ltr" },
  { tag: "fr", name: "Français", direction: "ltr" },
  { tag: "pt-BR", name: "Português (Brasil)", direction: "ltr" },
  { tag: "zh-CN", name: "简体中文", direction: "ltr" },
  { tag: "ja", name: "日本語", direction: "ltr" },
  { tag: "ar", name: "العربية", direction: "rtl" },
] as const;

/** A language with texts of its own. */
export type Language = (typeof LOCALES)[number]["tag"];

/** English with marked letters, which shows hard-coded and clipped texts; for browsers that ask for it (see pseudo-locale.ts). */
export const PSEUDO_LOCALE = "en-XA";

export type Locale = Language | typeof PSEUDO_LOCALE;

export const DEFAULT_LOCALE = "en";

const TAGS: Language[] = LOCALES.map(({ tag }) => tag);

/** Returns the language that users can choose under this tag; null for every other value. */
export function findLanguage(tag: unknown): Language | null {
  return TAGS.find((known) => known === tag) ?? null;
}

/** Returns the locale of a stored tag; English for every other value. */
export function findLocale(tag: unknown): Locale {
  return tag === PSEUDO_LOCALE ? PSEUDO_LOCALE : (findLanguage(tag) ?? DEFAULT_LOCALE);
}

/** The direction in which the locale is written. */
export function directionOf(locale: Locale): "ltr" | "rtl" {
  return LOCALES.find(({ tag }) => tag === locale)?.direction ?? "ltr";
}

/** Browsers send up to about ten languages. */
const MAX_REQUESTED = 12;

/**
 * Returns the locale for an `Accept-Language` header (RFC 9110 section 12.5.4): the first language that we have in the requested script,
 * else a related one, else English. Without `zh-TW`'s own script, the next language that the reader knows is better than the wrong one.
 */
export function negotiateLocale(header: string | null | undefined): Locale {
  const requested = requestedTags(header ?? "");
  if (requested.includes(PSEUDO_LOCALE)) return PSEUDO_LOCALE;
  const scripts = withScripts(requested);
  // Nearly always; comparing all that we have costs a millisecond.
  const first = BY_SCRIPT.get(scripts[0] ?? "");
  return first ?? (match(scripts, TAGS, DEFAULT_LOCALE) as Language);
}

/** The valid tags, the most wanted first. */
function requestedTags(header: string): string[] {
  return header
    .split(",", MAX_REQUESTED)
    .map((part) => {
      const [tag = "", ...parameters] = part.split(";").map((piece) => piece.trim());
      const quality = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
      return { tag: canonicalTag(tag), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter((entry): entry is { tag: string; quality: number } => entry.tag !== null && entry.quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}

function canonicalTag(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}

/**
 * Language and script: we have no language in two regional variants, so `pt-PT` is as good as `pt`. A browser set to `zh-TW` lists the bare
 * `zh` too, by which it does not mean the other script.
 */
function withScripts(tags: readonly string[]): string[] {
  const full = tags.map((tag) => {
    const { language } = new Intl.Locale(tag);
    return { bare: tag === language, language, tag: withScript(tag) };
  });
  const isRepeated = ({ bare, language }: (typeof full)[number], index: number) =>
    bare && full.slice(0, index).some((earlier) => earlier.language === language);
  return full.filter((entry, index) => !isRepeated(entry, index)).map(({ tag }) => tag);
}

function withScript(tag: string): string {
  const { language, script } = new Intl.Locale(tag).maximize();
  return script ? `${language}-${script}` : language;
}

const BY_SCRIPT = new Map(TAGS.map((tag) => [withScript(tag), tag]));
