import { UNSHIFTED } from "./keyboards";

/** What stands for which letter. */
const SUBSTITUTES: ReadonlyMap<string, string> = new Map(
  "0o 2z 3e 4a 5s 6g 7t 8b 9g @a $s §s (c +t €e £l |l ¡i ¢c ßs øo đd łl ıi".split(" ").map((pair) => [...pair] as [string, string]),
);

/**
 * The texts that may be meant by `characters`, each as long as they are: as it is, without accents, and with the digits and
 * marks that stand for letters read as letters ("leetspeak"; 1 and ! stand for i as well as for l),
 * and with marks read as the digits on their keys.
 */
export function readings(characters: readonly string[]): string[][] {
  const bare = characters.map((character) => character.normalize("NFD")[0] ?? character);
  const substituted = (one: string) =>
    bare.map((character, at) =>
      character === "1" || character === "!" ? one : (SUBSTITUTES.get(characters[at] ?? "") ?? SUBSTITUTES.get(character) ?? character),
    );
  const unshifted = characters.map((character) => UNSHIFTED.get(character) ?? character);
  return [[...characters], bare, substituted("i"), substituted("l"), unshifted];
}
