import { expect, test, vi } from "vitest";
import { PASSWORD_MAX_LENGTH } from "@/lib/policy";
import { BAD_PASSWORDS, GOOD_PASSWORDS } from "@/lib/testing/password-tables";
import { estimateGuesses } from "./estimate-guesses";
import { findWeakness, type PasswordOwner } from "./find-weakness";

const CONFIG = { appName: "Acme Door", appUrl: "https://vault.initech.example", passwordMinLength: 12, passwordBreachCheck: null };
const ADA: PasswordOwner = { username: "Ada.Lovelace", email: "countess@example.com" };

async function weakness(password: string, owner = ADA, passwordMinLength = CONFIG.passwordMinLength) {
  return (await findWeakness({ config: { ...CONFIG, passwordMinLength } }, password, owner))?.code ?? null;
}

test("the tables have the documented lengths", () => {
  expect(new Set(BAD_PASSWORDS).size).toBeGreaterThanOrEqual(130);
  expect(new Set(GOOD_PASSWORDS).size).toBeGreaterThanOrEqual(60);
});

test.each(BAD_PASSWORDS)("P1: %j is refused", async (password) => {
  expect(await weakness(password)).not.toBeNull();
  expect(await weakness(password)).not.toBe("password-too-short");
});

test.each(GOOD_PASSWORDS)("P1: %j is not called weak", async (password) => {
  expect(await weakness(password)).toBeNull();
});

test.each([
  ["passwordpassword", "common-password"],
  ["QwertyUiop123", "common-password"],
  ["Vjkjljq18hfpyjc", "common-password"],
  ["tuvwtuvwtuvwtuvw", "repeated-password"],
  ["lkjhgtrewsdcvbnm", "keyboard-password"],
  ["31.12.1999 01.01.2000", "date-password"],
])("P1: the rule named for %j is %s", async (password, code) => {
  expect(await weakness(password)).toBe(code);
});

test("P1: a few random digits are refused as too few possibilities", async () => {
  expect(await weakness("84029573", ADA, 8)).toBe("simple-password");
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
  "vault.initech.example",
  "Initech-Vault-2027",
  "Lov3lace&Count3ss",
  "ecalevol.ada",
  "lovelacecountess",
])("P2: %s is made of words of this account or console", async (password) => {
  expect(await weakness(password)).toBe("personal-password");
});

test.each(["correct horse battery", "ada.lovelace was here", "my acme door is red", "lovelace, ada the first"])(
  "P2: %s has more than personal words and passes",
  async (password) => {
    expect(await weakness(password)).toBeNull();
  },
);

test("P2: a name of digits alone is compared unchanged", async () => {
  expect(await weakness("840295731602", { ...ADA, username: "840295731602" })).toBe("personal-password");
  expect(await weakness("correct horse battery", { ...ADA, username: "1" })).toBeNull();
});

test("P2: an account without an address is compared without one", async () => {
  expect(await weakness("correct horse battery", { ...ADA, email: null })).toBeNull();
});

test.each([8, 15, 64])("P3: %i characters pass where that is the minimum, one fewer does not", async (minimum) => {
  const passphrase = "T3#mq9Vx!b2Z wolpe dranif, kuz; gop mivet yop grund feltz okin pr";
  expect(await weakness([...passphrase].slice(0, minimum).join(""), ADA, minimum)).toBeNull();
  expect(await weakness([...passphrase].slice(0, minimum - 1).join(""), ADA, minimum)).toBe("password-too-short");
});

test("P3: characters are counted in the composed form", async () => {
  expect(await weakness("e\u0301a\u0308o\u0302u\u0300i\u0308n\u0303c\u0327", ADA, 8)).toBe("password-too-short");
  expect(await weakness("🦊 🍋 🚲 🪐 🧀 🪁 🎻 🏔", ADA, 15)).toBeNull();
});

const UNITS = ["a", "ab", "4", "@4(30!1|5$7+2%", "aAbB1!", "\ufdfa", "qwertyuiop", "pa$$w0rd", "l1!|i", "文", "\u200b", "a b"];
const NOT_CALLED_REPEATED = ["@4(30!1|5$7+2%", "\ufdfa"];
const longestOf = (unit: string) => [...unit.repeat(PASSWORD_MAX_LENGTH)].slice(0, PASSWORD_MAX_LENGTH).join("");

test.each(UNITS)("P4: the longest password, made of %j alone, is checked", async (unit) => {
  expect(await weakness(longestOf(unit))).toBe(NOT_CALLED_REPEATED.includes(unit) ? null : "repeated-password");
});

/** A word may have 24 characters, begins anywhere, and is read in five ways, forwards and backwards, with separators and without. */
const LOOKUPS_AT_MOST = PASSWORD_MAX_LENGTH * 24 * 5 * 2 * 2;

test.each(UNITS)("P4: the longest password, made of %j alone, is looked up in a bounded number of words", (unit) => {
  const get = vi.fn(() => undefined);
  estimateGuesses(longestOf(unit), { ranks: { get }, personal: new Set() });
  expect(get.mock.calls.length).toBeGreaterThan(0);
  expect(get.mock.calls.length).toBeLessThanOrEqual(LOOKUPS_AT_MOST);
});
