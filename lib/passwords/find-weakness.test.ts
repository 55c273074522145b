import { expect, test } from "vitest";
import { findWeakness, type PasswordContext } from "./find-weakness";

const ADA: PasswordContext = { username: "Ada.Lovelace", email: "countess@example.com", appName: "Acme Door" };
const weakness = (password: string, context = ADA) => findWeakness(password, context)?.code ?? null;

test.each(["passwordpassword", "QwertyUiop123"])("P1: %s is common", (password) => {
  expect(weakness(password)).toBe("common-password");
});

test.each([
  "ada.lovelace",
  "ADA.Lovelace",
  "adalovelace1",
  "Ada.Lovelace2024!",
  "2024-ada.lovelace",
  "Ada.LovelaceAda.Lovelace",
  "ａｄａ．ｌｏｖｅｌａｃｅ",
  "countess@example.com",
  "Countess@Example.Com1",
  "countess1234",
  "acme door 2024",
  "latchkey1234",
  "LatchkeyLatchkey",
])("P2: %s is a word of this account or console", (password) => {
  expect(weakness(password)).toBe("personal-password");
});

test.each(["correct horse battery", "ada.lovelace was here", "my acme door is red", "lovelace, ada the first", "123456789012345"])(
  "P2: %s is none",
  (password) => {
    expect(weakness(password)).toBeNull();
  },
);

test("P2: a name of digits is compared as it is", () => {
  expect(weakness("200012345678", { ...ADA, username: "200012345678" })).toBe("personal-password");
  expect(weakness("correct horse battery", { ...ADA, username: "1" })).toBeNull();
});

test("P2: without an address there is none to compare", () => {
  expect(weakness("correct horse battery", { ...ADA, email: null })).toBeNull();
});
