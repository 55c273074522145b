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

/** Browsers send up to about ten languages; a longer header costs strangers' requests time in front of every limit. */
const MAX_REQUESTED = 12;
const MAX_HEADER_LENGTH = 256;
/** RFC 5646 section 4.4.1. */
const MAX_TAG_LENGTH = 35;

/**
 * Returns the locale for an `Accept-Language` header (RFC 9110 section 12.5.4): the first language that we have in the requested script,
 * else in another script or a related one, else English. Without `zh-TW`'s own script, the next language that the reader knows is better
 * than the wrong one. Looks up tables of its own size only: libraries that compare languages keep what every header has asked for.
 */
export function negotiateLocale(header: string | null | undefined): Locale {
  const requested = requestedTags((header ?? "").slice(0, MAX_HEADER_LENGTH));
  if (requested.includes(PSEUDO_LOCALE)) return PSEUDO_LOCALE;
  const scripts = withScripts(requested);
  return firstOf(scripts, BY_SCRIPT) ?? firstOf(scripts.map(languageOf), BY_LANGUAGE) ?? DEFAULT_LOCALE;
}

function firstOf(keys: string[], known: ReadonlyMap<string, Language>): Language | undefined {
  return keys.map((key) => known.get(key)).find((language) => language !== undefined);
}

/** The valid tags, in order of preference. */
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
  if (tag.length > MAX_TAG_LENGTH) return null;
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

function languageOf(tag: string): string {
  return tag.split("-", 1)[0] ?? tag;
}

/** Languages whose readers mostly read one of ours. */
const RELATED: Record<string, Language> = {
  ca: "es",
  eu: "es",
  gl: "es",
  gn: "es",
  qu: "es",
  br: "fr",
  co: "fr",
  oc: "fr",
  gsw: "de",
  lb: "de",
};

const BY_LANGUAGE = new Map<string, Language>([...TAGS.map((tag) => [languageOf(tag), tag] as const), ...Object.entries(RELATED)]);
