import { expect, test } from "vitest";
import { formatBackupCode, parseCode } from "./schema";

test.each([
  ["123456", "123456"],
  [" 123 456\n", "123456"],
  ["123-456", "123456"],
  ["１２３４５６", "123456"],
  ["١٢٣٤٥٦", "123456"],
])("%j is the TOTP code %s", (typed, digits) => {
  expect(parseCode(typed)).toEqual({ kind: "totp", digits });
});

test.each([
  ["ABCDE-FGH23", "ABCDEFGH23"],
  ["abcde fgh23 ", "ABCDEFGH23"],
  ["01234-56789", "0123456789"],
  ["oil00-00000", "0110000000"],
])("%j is the backup code %s", (typed, code) => {
  expect(parseCode(typed)).toEqual({ kind: "backup-code", code });
});

test.each(["", "12345", "1234567", "ABCDE-FGH2", "ABCDE-FGH2U", "ABCDE-FGH234", "äbcde-fgh23", "🔑".repeat(6), "1234567890123"])(
  "%j is malformed",
  (typed) => {
    expect(parseCode(typed)).toEqual({ kind: "malformed" });
  },
);

test("a formatted backup code is parsed back", () => {
  expect(formatBackupCode("ABCDEFGH23")).toBe("ABCDE-FGH23");
  expect(parseCode(formatBackupCode("ABCDEFGH23"))).toEqual({ kind: "backup-code", code: "ABCDEFGH23" });
});
