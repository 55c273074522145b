/** Characters that move the cursor, begin a line, or hide and reorder text in a terminal: controls (C0, C1), formats, separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function escapeCharacter(character: string): string {
  return Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`).join("");
}

/** `text` on one line that no terminal and no reader of lines can misunderstand (OWASP ASVS 5.0 V16.4.1). */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escapeCharacter);
}

/** The same for text of several lines that the console itself has put together. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}
