import { expect, test } from "vitest";
import { directionOf, findLanguage, findLocale, LOCALES, negotiateLocale } from "./locales";

test.each([
  ["de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7", "de"],
  ["en-GB,en;q=0.9,de;q=0.8", "en"],
  ["fr-CA", "fr"],
  ["es-MX,es;q=0.9", "es"],
  ["ar-EG", "ar"],
  ["ja", "ja"],
  ["en;q=0.1, fr;q=0.9", "fr"],
  ["de;q=0, fr", "fr"],
  ["nl, de;q=0.5", "de"],
  ["ca", "es"],
])("Accept-Language: %s gets %s", (header, locale) => {
  expect(negotiateLocale(header)).toBe(locale);
});

test.each([
  ["pt-PT", "pt-BR"],
  ["pt-PT,en;q=0.5", "pt-BR"],
  ["pt", "pt-BR"],
])("the one variant of a language serves its other regions: %s", (header, locale) => {
  expect(negotiateLocale(header)).toBe(locale);
});

test.each([
  ["zh", "zh-CN"],
  ["zh-SG,en", "zh-CN"],
  ["zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7", "en"],
  ["zh-Hant,ja;q=0.5", "ja"],
  ["zh-HK,zh;q=0.9", "zh-CN"],
])("readers of traditional Chinese get simplified only where nothing else is wanted: %s", (header, locale) => {
  expect(negotiateLocale(header)).toBe(locale);
});

test.each([undefined, null, "", "*", "xx", "tlh,*;q=0.1", ",,;q=,", "en;q=x", `${"de-".repeat(3000)},`, "de;q=-1"])(
  "English for %j",
  (header) => {
    expect(negotiateLocale(header)).toBe("en");
  },
);

test("long tags and headers count for nothing", () => {
  expect(negotiateLocale(`de-${"x-".repeat(20)}y,fr`)).toBe("fr");
  expect(negotiateLocale(`${"xx,".repeat(100)}de`)).toBe("en");
});

test("the pseudo-locale is for browsers that ask for it, and cannot be chosen", () => {
  expect(negotiateLocale("de,en-XA;q=0.5")).toBe("en-XA");
  expect(findLanguage("en-XA")).toBeNull();
  expect(findLocale("en-XA")).toBe("en-XA");
});

test("only our own tags name a language", () => {
  for (const { tag } of LOCALES) expect(findLanguage(tag)).toBe(tag);
  for (const other of ["DE", "de-DE", "", null, undefined, 1, ["de"], "__proto__"]) expect(findLanguage(other)).toBeNull();
  expect(findLocale("xx")).toBe("en");
});

test("Arabic is written from right to left", () => {
  expect(LOCALES.filter(({ tag }) => directionOf(tag) === "rtl").map(({ tag }) => tag)).toEqual(["ar"]);
});
