/**
 * `text` as it may stand in a header: visible ASCII as it is, everything else and `%` percent-encoded in UTF-8, so that
 * decoding gives back exactly `text` and no line, space or letter of another script can change its meaning on the way.
 */
export function headerValue(text: string): string {
  return text.replace(/[^\x21-\x24\x26-\x7e]/gu, (letter) => [...Buffer.from(letter)].map((byte) => `%${hex(byte)}`).join(""));
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}
