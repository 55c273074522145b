/** The scripts in everyday use (Unicode UAX 31, table 5), recommended for identifiers. */
const SCRIPTS =
  `Arabic Armenian Bengali Bopomofo Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Han Hangul Hebrew Hiragana Kannada
  Katakana Khmer Lao Latin Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan`.split(/\s+/);

/** Languages that are written with several scripts (UTS 39 section 5.2, "highly restrictive"). */
const COMBINATIONS = [
  ["Latin", "Han", "Hiragana", "Katakana"],
  ["Latin", "Han", "Bopomofo"],
  ["Latin", "Han", "Hangul"],
];

const SETS = [...SCRIPTS.map((script) => [script]), ...COMBINATIONS].map((scripts) => {
  const own = scripts.map((script) => String.raw`\p{scx=${script}}`).join("");
  return new RegExp(String.raw`^(?:[${own}]|\p{scx=Zinh}|[0-9._\-])*$`, "u");
});

/** Whether `text` is of one script, or of scripts that are written together; ASCII digits, dot, dash and underscore belong to all. */
export function isOfOneScript(text: string): boolean {
  return SETS.some((set) => set.test(text)) && digitSystems(text).size <= 1;
}

/** The zeros of the decimal digits in `text`: Unicode orders the digits of a script consecutively. */
function digitSystems(text: string): Set<number> {
  return new Set([...text.matchAll(/\p{Nd}/gu)].map(([digit]) => zeroOf(digit)));
}

/** The code point of the zero that belongs to a decimal digit of any script. */
function zeroOf(digit: string): number {
  let zero = digit.codePointAt(0) ?? 0;
  const point = zero;
  while (point - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return zero;
}

/** The decimal digits of every script as ASCII digits. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => String((digit.codePointAt(0) ?? 0) - zeroOf(digit)));
}

const RIGHT_TO_LEFT = String.raw`[\p{scx=Arabic}\p{scx=Hebrew}\p{scx=Thaana}]`;
const HOLDS_RIGHT_TO_LEFT = new RegExp(String.raw`(?=\p{L})${RIGHT_TO_LEFT}`, "u");
const KEEPS_BIDI_RULE = new RegExp(String.raw`^(?=\p{L})${RIGHT_TO_LEFT}.*(?:(?=\p{L})${RIGHT_TO_LEFT}|\p{Nd})\p{M}*$`, "u");

/** The bidi rule (RFC 5893 section 2) for a text of one script: from right to left it begins with a letter and ends with one or a digit. */
export function keepsBidiRule(text: string): boolean {
  return !HOLDS_RIGHT_TO_LEFT.test(text) || KEEPS_BIDI_RULE.test(text);
}

/**
 * Letters that look like a letter of another or the same script, each followed by the letter that it is read as: the letters
 * of Unicode's confusables (UTS 39) that occur in names, in both cases.
 */
const PAIRS = `
аa еe оo рp сc уy хx іi јj ѕs һh ԁd ӏl ԛq ԝw ѵv кk мm тt вb нh ьb гr пn ёë їï АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX Іl Ӏl ЈJ ЅS ԚQ ԜW ЁË ЇÏ
αa βb γy εe ηn ιi κk νv οo ρp τt υu χx ωw άá έé ίí όó ύú ΑA ΒB ΕE ΖZ ΗH Ιl ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX
օo ոn սu հh ցg յj զq ՕO ՍU ԼL
Il 1l 0o ıi ɑa ɡg ɩi ɪi ʀr ɴn ʏy ʜh ʟl ʙb ɢg ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ꜱs
סo וl ןl اl هo يی ىی كک
ニ二 カ力 ロ口 ト卜 ー一 エ工 タ夕 ハ八 オ才 へヘ べベ ぺペ ノ丿`;

export const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  PAIRS.trim()
    .split(/\s+/)
    .map((pair) => [...pair] as [string, string]),
);

/** Returns the same text for all texts that look alike: for comparison, never shown. `rn` is read as m, `vv` as w. */
export function skeletonOf(text: string): string {
  const read = [...text.normalize("NFKC")].map((letter) => LOOKALIKES.get(letter) ?? letter).join("");
  return read
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replaceAll("rn", "m")
    .replaceAll("vv", "w");
}
