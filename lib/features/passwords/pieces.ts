import { readings, walkLength } from "./keyboards";

/** The kind of a guessable part of a password. */
export type PieceKind = "common" | "personal" | "repeated" | "keyboard" | "date" | "free";

/** `characters[start, end)` can be guessed with 10^cost guesses. */
export type Piece = { start: number; end: number; cost: number; kind: PieceKind };

const WORD_MIN_LENGTH = 3;
const WORD_MAX_LENGTH = 24;
const WALK_MIN_LENGTH = 4;
const SEQUENCE_MIN_LENGTH = 3;
const REPEAT_MIN_LENGTH = 3;

type Words = { ranks: Pick<ReadonlyMap<string, number>, "get">; personal: ReadonlySet<string> };

/** Returns every part of `characters` (of a password, NFKC) that an attacker's program knows, at most some thousands. */
export function findPieces(characters: readonly string[], words: Words): Piece[] {
  const lower = characters.map((character) => character.toLowerCase());
  return [...findWords(characters, lower, words), ...findRuns(lower), ...findRepeats(lower), ...findDates(lower)];
}

/** Words as they are or disguised, forwards or backwards. A disguise costs 0.3: attackers try each, doubling their list. */
function findWords(characters: readonly string[], lower: readonly string[], { ranks, personal }: Words): Piece[] {
  const pieces: Piece[] = [];
  const texts = readings(lower);
  for (let start = 0; start < lower.length; start++) {
    for (let end = start + WORD_MIN_LENGTH; end <= Math.min(lower.length, start + WORD_MAX_LENGTH); end++) {
      for (const [disguise, text] of texts.entries()) {
        const slice = text.slice(start, end);
        for (const [backwards, word] of [slice.join(""), slice.reverse().join("")].entries()) {
          const isPersonal = personal.has(word);
          const rank = isPersonal ? 1 : ranks.get(word);
          if (rank === undefined) continue;
          const cost = Math.log10(rank + 1) + 0.3 * (Math.min(disguise, 1) + backwards) + capitalsCost(characters.slice(start, end));
          pieces.push({ start, end, cost, kind: isPersonal ? "personal" : "common" });
        }
      }
    }
  }
  return pieces;
}

/** Programs try initial capitals and all capitals first; capitals elsewhere have to be found one by one. */
function capitalsCost(word: readonly string[]): number {
  const capitals = word.map((character) => character !== character.toLowerCase());
  const count = capitals.filter(Boolean).length;
  if (count === 0) return 0;
  return count === 1 && capitals[0] ? 0.3 : count === word.length ? 0.3 : Math.min(2, 0.3 + 0.4 * count);
}

/** "abcdef", `97531`, and walks over neighbouring keys. */
function findRuns(keys: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  for (let start = 0; start < keys.length; start++) {
    const sequence = sequenceLength(keys, start);
    for (let length = SEQUENCE_MIN_LENGTH; length <= sequence; length++)
      pieces.push({ start, end: start + length, cost: 1.2 + 0.02 * length, kind: "keyboard" });
    const walk = walkLength(keys, start);
    for (let length = WALK_MIN_LENGTH; length <= walk; length++)
      pieces.push({ start, end: start + length, cost: 1.3 + 0.4 * length, kind: "keyboard" });
  }
  return pieces;
}

/** Returns how many from `start` on follow each other at the same distance, in any alphabet; 0 follows 9. */
function sequenceLength(keys: readonly string[], start: number): number {
  const distance = (at: number) => {
    const [from, to] = [keys[at] ?? "", keys[at + 1] ?? ""];
    if (/^\d\d$/.test(from + to)) return ((Number(to) - Number(from) + 15) % 10) - 5;
    return (to.codePointAt(0) ?? 0) - (from.codePointAt(0) ?? 0);
  };
  const step = distance(start);
  if (step === 0 || Math.abs(step) > 3) return 0;
  let end = start + 1;
  while (end + 1 < keys.length && distance(end) === step) end += 1;
  return end + 1 - start;
}

/** Repeats of an earlier part of the password, in the same or the opposite direction; cheaper directly after it. */
function findRepeats(keys: readonly string[]): Piece[] {
  const same = sharedLengths(keys, 1);
  const mirrored = sharedLengths(keys, -1);
  return keys.flatMap((_, start) => {
    const adjacent = keys.map(() => false);
    let longest = 0;
    for (let from = 0; from < start; from++) {
      const length = same[from]?.[start] ?? 0;
      for (let at = start - from; at <= length; at++) adjacent[at] = true;
      longest = Math.max(longest, length, mirrored[from]?.[start] ?? 0);
    }
    return Array.from({ length: longest }, (_, at) => at + 1)
      .filter((length) => adjacent[length] || length >= REPEAT_MIN_LENGTH)
      .map((length): Piece => ({ start, end: start + length, cost: adjacent[length] ? 0.5 : 1.3, kind: "repeated" }));
  });
}

/** For each two positions, how many keys are the same from there on, read forwards from both or backwards (-1) from the first. */
function sharedLengths(keys: readonly string[], direction: 1 | -1): number[][] {
  const lengths = keys.map(() => new Array<number>(keys.length + 1).fill(0));
  for (let start = keys.length - 1; start > 0; start--) {
    for (let from = 0; from < start; from++)
      if (keys[from] === keys[start]) (lengths[from] as number[])[start] = 1 + (lengths[from + direction]?.[start + 1] ?? 0);
  }
  return lengths;
}

const DATES: [RegExp, number][] = [
  [/^(19\d\d|20[0-4]\d)/, 1.7],
  [/^(?:0?[1-9]|[12]\d|3[01])(?!\d)/, 1.2],
  [/^(?:0?[1-9]|[12]\d|3[01])([-/. ]?)(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d/, 4],
  [/^(?:0?[1-9]|1[0-2])([-/. ]?)(?:0?[1-9]|[12]\d|3[01])\1(?:19|20)\d\d/, 4],
  [/^(?:19|20)\d\d([-/. ]?)(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])/, 4],
  [/^(?:0[1-9]|[12]\d|3[01])([-/.]?)(?:0[1-9]|1[0-2])\1\d\d/, 3.9],
];

/** Years from 1900 to 2049, and whole dates in the usual orders. */
function findDates(keys: readonly string[]): Piece[] {
  return keys.flatMap((_, start) => {
    const rest = keys.slice(start, start + 10).join("");
    return DATES.flatMap(([pattern, cost]): Piece[] => {
      const length = pattern.exec(rest)?.[0].length;
      return length ? [{ start, end: start + length, cost, kind: "date" }] : [];
    });
  });
}
