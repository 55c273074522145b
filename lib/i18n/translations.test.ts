import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { describe, expect, test } from "vitest";
import { loadMessages } from "./load-messages";
import { LOCALES, type Locale } from "./locales";
import { standaloneTexts } from "./standalone-texts";

type Tree = { [key: string]: string | Tree };

/** Every text of a language by its path. */
async function textsOf(locale: Locale): Promise<Map<string, string>> {
  return new Map([...flatten(await loadMessages(locale)), ...flatten(standaloneTexts(locale), "standalone.")]);
}

function flatten(tree: Tree, prefix = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${prefix}${key}`, value] as [string, string]] : flatten(value, `${prefix}${key}.`),
  );
}

/** Each element of the message and of its options and tags. */
function elementsOf(elements: MessageFormatElement[]): MessageFormatElement[] {
  return elements.flatMap((element) => {
    if (element.type === TYPE.tag) return [element, ...elementsOf(element.children)];
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return [element];
    return [element, ...Object.values(element.options).flatMap(({ value }) => elementsOf(value))];
  });
}

/** The arguments and tags of a text with their kinds; an argument may be repeated or not, as the grammar wants. */
function argumentsOf(text: string): string[] {
  const named = elementsOf(parse(text)).filter(({ type }) => type !== TYPE.literal && type !== TYPE.pound);
  return [...new Set(named.map((element) => `${TYPE[element.type]} ${"value" in element ? element.value : ""}`))].sort();
}

function pluralsOf(text: string): string[][] {
  return elementsOf(parse(text)).flatMap((element) =>
    element.type === TYPE.plural ? [Object.keys(element.options).filter((option) => !option.startsWith("="))] : [],
  );
}

/** Words that are spelled alike in both languages. */
const SAME_WORD: Partial<Record<Locale, string[]>> = {
  de: ["System", "Administrator", "Browser", "Name", "Version {version}"],
  es: ["Factor"],
  fr: ["open source", "Site", "Actions", "Administration", "Applications", "Version {version}"],
  "pt-BR": ["QR code", "Site"],
};

/** Not words: an abbreviation, a format, a time zone, and names in commands and of files. */
const SAME_EVERYWHERE = ["2FA", "CSV", "{moment} UTC", "USER", "{appName}-backup-codes.txt"];

const OTHERS = LOCALES.map(({ tag }) => tag).filter((tag) => tag !== "en");
const english = await textsOf("en");

describe.each(OTHERS)("the texts in %s", async (locale) => {
  const texts = await textsOf(locale);

  test("are complete, in the order of the English ones", () => {
    expect([...texts.keys()]).toEqual([...english.keys()]);
  });

  test("take the same arguments and have the same tags", () => {
    const argumentsIn = (all: Map<string, string>) => [...all].map(([key, text]) => [key, ...argumentsOf(text)]);
    expect(argumentsIn(texts)).toEqual(argumentsIn(english));
  });

  test("have every plural form of the language, and no other", () => {
    const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions();
    const forms = [...texts].flatMap(([key, text]) => pluralsOf(text).map((categories) => [key, categories.sort()]));
    expect(forms).toEqual(forms.map(([key]) => [key, [...pluralCategories].sort()]));
  });

  test("are translated", () => {
    const allowed = [...SAME_EVERYWHERE, ...(SAME_WORD[locale] ?? [])];
    const same = [...texts].filter(([key, text]) => text === english.get(key) && /\p{L}{2}/u.test(text.replace(/\{[^}]*\}/g, "")));
    expect(same.filter(([, text]) => !allowed.includes(text))).toEqual([]);
  });
});

/** What users and devices bring along, and may be written from left to right, or be a mix of letters, digits and colons. */
const FOREIGN =
  /(.?)\{(?:username|address|email|newAddress|account|current|actor|name|invitedBy|device|browser|system|ip|issuer|appName)\}(.?)/gu;

test("right-to-left texts isolate names and addresses, which would reorder what is around them (UAX 9)", async () => {
  for (const { tag } of LOCALES.filter(({ direction }) => direction === "rtl")) {
    const texts = [...(await textsOf(tag))].filter(([key]) => !key.endsWith(".fileName"));
    const bare = texts.filter(([, text]) =>
      [...text.matchAll(FOREIGN)].some(([, before, after]) => before !== "\u2068" || after !== "\u2069"),
    );
    expect(bare, tag).toEqual([]);
  }
});

test("no text has a straight apostrophe, which quotes in ICU messages", async () => {
  for (const { tag } of LOCALES)
    expect(
      [...(await textsOf(tag))].filter(([, text]) => text.includes("'")),
      tag,
    ).toEqual([]);
});
