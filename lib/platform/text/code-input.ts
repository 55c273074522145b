import { asciiDigits, LOOKALIKES } from "./unicode";

/** The codes that a field accepts: a number of digits and, if `letters` is given, a number of characters of that alphabet. */
export type CodeShapes = { digits: number; letters?: { alphabet: string; length: number } };

export type ReadCode = { kind: "digits" | "letters"; code: string };

/** Longer than an email's sentence around a code; longer text is a wrong paste. */
export const CODE_INPUT_MAX_LENGTH = 500;

/** Separators between the groups of one code: spaces of all kinds, line breaks, dashes and dots. */
const GAP = /^[\s\p{Pd}\p{Po}_]*$/u;
const LABEL_END = /[:#"]/;

type Token = { text: string; before: string };

/**
 * Returns the code in the user's input, or null for no code or more than one. Digits of every script and width
 * are read as ASCII; invisible characters, spaces, dashes and line breaks are dropped; a label or a sentence around the code
 * (`Code: 123 456`, `G-123456`) is skipped; letters that look like digits or letters of the alphabet are read as them.
 */
export function readCode(input: string, shapes: CodeShapes): ReadCode | null {
  if (input.length > CODE_INPUT_MAX_LENGTH) return null;
  const tokens = tokensOf(input);
  const whole = tokens.map(({ text }) => text).join("");
  if (/^\d*$/.test(whole) && whole.length === shapes.digits) return { kind: "digits", code: whole };
  const { letters } = shapes;
  const wholeInLetters = letters ? readLetters(whole, letters) : null;
  if (wholeInLetters && tokens.length === 1) return { kind: "letters", code: wholeInLetters };
  const digits = onlyOne(groupsOf(tokens.map(({ text, before }) => (/^\d+$/.test(text) ? { text, before } : null))), shapes.digits);
  if (digits) return { kind: "digits", code: digits };
  const code = letters && (wholeInLetters ?? lettersIn(tokens, letters));
  if (code) return { kind: "letters", code };
  const hidden = digitsOf(whole, shapes.digits) ?? digitsWithin(whole, shapes.digits);
  return hidden ? { kind: "digits", code: hidden } : null;
}

function tokensOf(typed: string): Token[] {
  const shown = asciiDigits(typed.replace(/[\p{Cf}\p{DI}]/gu, "").normalize("NFKC")).replace(/[\u20e3]/gu, "");
  const text = shown.toUpperCase();
  let end = 0;
  return [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => {
    const before = text.slice(end, match.index);
    end = match.index + match[0].length;
    return { text: [...match[0]].map(asLatin).join(""), before };
  });
}

const asLatin = (letter: string): string => (/^[\x21-\x7e]$/.test(letter) ? letter : (LOOKALIKES.get(letter)?.toUpperCase() ?? letter));

const isGap = (before: string) => GAP.test(before) && !LABEL_END.test(before);

/** Joins neighboring tokens; a label, or a null token, separates them. */
function groupsOf(tokens: readonly (Token | null)[]): string[] {
  const groups: string[] = [];
  let open = false;
  for (const token of tokens) {
    if (token && open && isGap(token.before)) groups.push((groups.pop() ?? "") + token.text);
    else if (token) groups.push(token.text);
    open = token !== null;
  }
  return groups;
}

function onlyOne(codes: readonly string[], length: number): string | null {
  const fitting = new Set(codes.filter((code) => code.length === length));
  return fitting.size === 1 ? ([...fitting][0] ?? null) : null;
}

/** As Crockford's base32 says: O is 0, I and L are 1. */
function readLetters(text: string, { alphabet, length }: NonNullable<CodeShapes["letters"]>): string | null {
  const code = text.replaceAll("O", "0").replace(/[IL]/g, "1");
  return code.length === length && [...code].every((letter) => alphabet.includes(letter)) ? code : null;
}

/** The only sequence of tokens in the text that is such a code. */
function lettersIn(tokens: readonly Token[], letters: NonNullable<CodeShapes["letters"]>): string | null {
  const codes = tokens.map((_, start) => readLetters(rowFrom(tokens, start, letters.length), letters) ?? "");
  return onlyOne(codes, letters.length);
}

/** The tokens from `start` to the next separator, up to about so many characters. */
function rowFrom(tokens: readonly Token[], start: number, length: number): string {
  let row = "";
  for (const [place, { text, before }] of tokens.slice(start).entries()) {
    if (row.length >= length || (place > 0 && !isGap(before))) break;
    row += text;
  }
  return row;
}

/** Digits mixed with letters that look like them; at least half are digits. */
function digitsOf(whole: string, length: number): string | null {
  const read = whole.replaceAll("O", "0").replace(/[IL]/g, "1");
  const digits = whole.replace(/\D/g, "").length;
  return /^\d+$/.test(read) && read.length === length && digits * 2 >= length ? read : null;
}

/** Digits without a separator from the letters around them, as in languages without spaces. */
function digitsWithin(whole: string, length: number): string | null {
  const runs = whole.match(/\d+/g) ?? [];
  return runs.length === 1 && runs[0]?.length === length ? runs[0] : null;
}
