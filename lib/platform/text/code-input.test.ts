import { expect, test } from "vitest";
import { type CodeShapes, readCode } from "./code-input";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const APP: CodeShapes = { digits: 6, letters: { alphabet: ALPHABET, length: 10 } };
const EMAIL: CodeShapes = { digits: 8 };

/** The digits 1 to 8 on keyboards of other scripts. */
const KEYBOARDS = {
  "Arabic-Indic": "١٢٣٤٥٦٧٨",
  Persian: "۱۲۳۴۵۶۷۸",
  Devanagari: "१२३४५६७८",
  Bengali: "১২৩৪৫৬৭৮",
  Gurmukhi: "੧੨੩੪੫੬੭੮",
  Gujarati: "૧૨૩૪૫૬૭૮",
  Tamil: "௧௨௩௪௫௬௭௮",
  Thai: "๑๒๓๔๕๖๗๘",
  Khmer: "១២៣៤៥៦៧៨",
  Myanmar: "၁၂၃၄၅၆၇၈",
  Tibetan: "༡༢༣༤༥༦༧༨",
  fullwidth: "１２３４５６７８",
  mathematical: "𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖",
  circled: "①②③④⑤⑥⑦⑧",
  superscript: "¹²³⁴⁵⁶⁷⁸",
  keycap: "1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣",
};

test.each(Object.entries(KEYBOARDS))("C1: %s digits are read in every kind of field", (_, digits) => {
  const six = digits.startsWith("1️⃣") ? digits.slice(0, 18) : [...digits].slice(0, 6).join("");
  expect(readCode(digits, EMAIL)).toEqual({ kind: "digits", code: "12345678" });
  expect(readCode(six, APP)).toEqual({ kind: "digits", code: "123456" });
});

test.each([
  "123456",
  " 123 456 ",
  "123-456",
  "123–456",
  "123.456",
  "1 2 3 4 5 6",
  "123\n456\r\n",
  "\t123456",
  "123\u00a0456",
  "123\u2009456",
  "123\u3000456",
  "\u200e123456\u200f",
  "\u202d123456\u202c",
  "\u2066123\u2069456",
  "\ufeff123\u200b456",
  "12\u00ad34\u206056",
  "Code: 123456",
  "code 123 456",
  "Code:123456",
  "Your code is 123 456.",
  "Your Latchkey code is: 123-456",
  "123456 is your Latchkey code",
  "123456 is your code. It expires in 10 minutes.",
  "2FA code: 123456",
  "G-123456",
  "LK 123 456",
  "<#> 123456",
  "(123456)",
  '"123456"',
  "*123456*",
  "Ihr Code lautet 123456",
  "Код: 123456",
  "رمز التحقق: ١٢٣٤٥٦",
  "验证码：123456",
  "コードは123456です",
  "l23456",
  "12345O",
  "123456 123456".slice(0, 6),
])("C2: %j is the code 123456", (typed) => {
  expect(readCode(typed, APP)).toEqual({ kind: "digits", code: typed === "12345O" ? "123450" : "123456" });
});

test.each([
  "Code: 1234 5678",
  "G-12345678",
  "12345678 is your code for the next 10 minutes",
  "Code12345678",
  "۱۲۳۴ ۵۶۷۸",
  "1234\n5678\u200b",
  "I2345678",
])("C2: %j is the emailed code 12345678", (typed) => {
  expect(readCode(typed, EMAIL)).toEqual({ kind: "digits", code: "12345678" });
});

test.each([
  ["ABCDE-FGH23", "ABCDEFGH23"],
  ["abcde fgh23", "ABCDEFGH23"],
  ["abcdefgh23", "ABCDEFGH23"],
  ["a b c d e f g h 2 3", "ABCDEFGH23"],
  ["Backup code: ABCDE-FGH23", "ABCDEFGH23"],
  ["backup code ABCDE-FGH23", "ABCDEFGH23"],
  ["1. ABCDE-FGH23", "ABCDEFGH23"],
  ["ABCDE\u2011FGH23\u200b", "ABCDEFGH23"],
  ["ＡＢＣＤＥ－ＦＧＨ２３", "ABCDEFGH23"],
  ["АВCDЕ-FGН23", "ABCDEFGH23"],
  ["ABCDE-FGH٢٣", "ABCDEFGH23"],
  ["01234-56789", "0123456789"],
  ["oil00-00000", "0110000000"],
  ["C0DE1-23456", "C0DE123456"],
  ["code123456", "C0DE123456"],
])("C3: %j is the backup code %s", (typed, code) => {
  expect(readCode(typed, APP)).toEqual({ kind: "letters", code });
});

test.each([
  "",
  "   ",
  "\u200b",
  "12345",
  "1234567",
  "123456 654321",
  "Code",
  "Your code is 12345",
  "Use 123456 or 234567",
  "ABCDE-FGH2",
  "ABCDE-FGH2U",
  "ABCDE-FGH234",
  "ABCDE-FGH23 ABCDE-FGH24",
  "äbcde-fgh23",
  "🔑".repeat(6),
  "1234567890123",
  "-123456".repeat(40),
  `123456${" ".repeat(600)}`,
])("C4: %j is no code", (typed) => {
  expect(readCode(typed, APP)).toBeNull();
});

test.each(["123456", "1234567", "123456789", "ABCDE-FGH23", "Code: 123456", "OIOIOIOI"])("C4: %j is no emailed code", (typed) => {
  expect(readCode(typed, EMAIL)).toBeNull();
});
