import { expect, test } from "vitest";
import { isCommonPassword } from "./common-passwords";

test.each(["passwordpassword", "PasswordPassword", "qwertyuiop123"])("%s is common", (password) => {
  expect(isCommonPassword(password)).toBe(true);
});

test("a sentence of one's own is not", () => {
  expect(isCommonPassword("correct horse battery")).toBe(false);
});
