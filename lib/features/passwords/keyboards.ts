/** Rows of keys, the number row first, each shifted half a key to the right of the one above. */
const LAYOUTS = [
  ["1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"],
  ["1234567890ß´", "qwertzuiopü+", "asdfghjklöä#", "yxcvbnm,.-"],
  ["&é\"'(-è_çà)=", "azertyuiop^$", "qsdfghjklmù*", "wxcvbn,;:!"],
  ["1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn"],
  ["1234567890-=", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю."],
  ["1234567890-=", ";ςερτυθιοπ[]", "ασδφγηξκλ΄'", "ζχψωβνμ,./"],
  ["1234567890-=", "/'קראטוןםפ[]", "שדגכעיחלךף,", "זסבהנמצתץ."],
  ["1234567890-=", "ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرلاىةوزظ"],
  ["789", "456", "123", "0"],
];

/** The keys of the shifted characters of an American number row. */
const UNSHIFTED: ReadonlyMap<string, string> = new Map(
  ["!1", "@2", "#3", "$4", "%5", "^6", "&7", "*8", "(9", ")0", "_-", "+="].map(([shifted = "", key = ""]) => [shifted, key]),
);

const PLACES = LAYOUTS.map(
  (rows) => new Map(rows.flatMap((row, y) => [...row].map((key, x): [string, [number, number]] => [key, [x, y]]))),
);

/** Whether two keys are the same or adjacent: beside, above or below. */
const isStep = ([x, y]: [number, number], [toX, toY]: [number, number]): boolean => {
  const [across, down] = [toX - x, toY - y];
  if (down === 0) return Math.abs(across) <= 1;
  return Math.abs(down) === 1 && (across === 0 || across === -down);
};

/** Returns how many of `keys`, from `start` on, are one walk over adjacent keys on any layout. */
export function walkLength(keys: readonly string[], start: number): number {
  return Math.max(...PLACES.map((places) => walkOn(places, keys, start)));
}

function walkOn(places: Map<string, [number, number]>, keys: readonly string[], start: number): number {
  const placeOf = (at: number) => places.get(keys[at] ?? "") ?? places.get(UNSHIFTED.get(keys[at] ?? "") ?? "");
  let end = start;
  let previous = placeOf(start);
  while (previous) {
    end += 1;
    const next = placeOf(end);
    previous = next && isStep(previous, next) ? next : undefined;
  }
  return end - start;
}

/** Substitutes of letters. */
const SUBSTITUTES: ReadonlyMap<string, string> = new Map(
  "0o 2z 3e 4a 5s 6g 7t 8b 9g @a $s §s (c +t €e £l |l ¡i ¢c ßs øo đd łl ıi".split(" ").map((pair) => [...pair] as [string, string]),
);

/**
 * Returns the possible readings of `characters`, each of the same length: unchanged, without accents, with digits and marks read as
 * letters ("leetspeak"; 1 and ! stand for i as well as for l), and with marks read as the digits on their keys.
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
