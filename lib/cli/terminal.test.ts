import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { OperatorError } from "@/lib/platform/operator-error";
import { passwordOf, readPassword } from "./terminal";

test.each([
  ["four words\n", "four words"],
  ["four words\r\n", "four words"],
  ["four words", "four words"],
  ["  four words \n", "  four words "],
  ["\ufeffGröße 密码\n", "Größe 密码"],
])("one trailing line break of %j is not part of the password", (input, password) => {
  expect(passwordOf(Buffer.from(input))).toBe(password);
});

test.each([
  ["", "There is no password on standard input"],
  ["\n", "There is no password on standard input"],
  ["\r\n", "There is no password on standard input"],
  ["a\nb\n", "The password on standard input has more than one line"],
  ["a\n\n", "The password on standard input has more than one line"],
  ["\na", "The password on standard input has more than one line"],
  ["a\rb", "The password on standard input has more than one line"],
])("%j is refused in one line without the password", (input, line) => {
  expect(() => passwordOf(Buffer.from(input))).toThrow(new OperatorError(line));
});

test("input that is binary or endless is refused", async () => {
  expect(() => passwordOf(Buffer.of(0x61, 0xff))).toThrow("The password on standard input is not UTF-8 text");
  const endless = new PassThrough();
  endless.write(Buffer.alloc(100_000));
  await expect(readPassword(endless as unknown as NodeJS.ReadStream)).rejects.toThrow("too long for a password");
});
