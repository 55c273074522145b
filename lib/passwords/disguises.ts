import { UNSHIFTED } from "./keyboards";

const SUBSTITUTES: Record<string, string> = {
  ...{
    "0": "o",
    "3": "e",
    "4": "a",
    "5": "s",
    "6": "g",
    "7": "t",
    "8": "b",
    "9": "g",
    "2": "z",
    "@": "a",
    $: "s",
    "§": "s",
    "(": "c",
    "+": "t",
  },
  ...{ "€": "e", "£": "l", "|": "l", "¡": "i", ß: "s", ø: "o", đ: "d", ł: "l", ı: "i", "¢": "c" },
};

/**
 * The texts that may be meant by `characters`, each as long as they are: as it is, without accents, and with the digits and
 * marks that stand for letters read as letters ("leetspeak"; 1 and ! stand for i as well as for l),
 * and with marks read as the digits on their keys.
 */
export function readings(characters: readonly string[]): string[][] {
  const bare = characters.map((character) => character.normalize("NFD")[0] ?? character);
  const substituted = (one: string) =>
    bare.map((character, at) =>
      character === "1" || character === "!" ? one : (SUBSTITUTES[characters[at] ?? ""] ?? SUBSTITUTES[character] ?? character),
    );
  const unshifted = characters.map((character) => UNSHIFTED.get(character) ?? character);
  return [[...characters], bare, substituted("i"), substituted("l"), unshifted];
}
