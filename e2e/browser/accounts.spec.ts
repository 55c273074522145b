import { chooseAccounts } from "../support/accounts";
import { expect, test } from "./fixtures";

const NAMES = ["administrator", "withoutTwoFactor", "withTwoFactor", "expired", "withEmailCode"] as const;

test("without E2E_ACCOUNTS the portable specs use the accounts of the demo", () => {
  const chosen = chooseAccounts(undefined);
  expect(NAMES.map((role) => chosen[role]?.username)).toEqual(["admin", "ada", "grace", "edsger", "barbara"]);
});

test("E2E_ACCOUNTS needs only names, passwords and secrets", () => {
  const accounts = [
    { username: "root", password: "a", admin: true },
    { username: "pat", password: "b" },
    { username: "sam", password: "c", totpSecret: "MRSW23ZN" },
  ];
  const chosen = chooseAccounts(JSON.stringify(accounts));
  expect(NAMES.map((role) => chosen[role]?.username)).toEqual(["root", "pat", "sam", undefined, undefined]);
});

for (const [json, problem] of [
  ["{", "E2E_ACCOUNTS is not JSON"],
  ["{}", "E2E_ACCOUNTS is not a JSON array"],
  ['[{"username":"pat"}]', "account 1 has no username or no password"],
  ['[{"username":"pat","password":"b","twoFactor":"enabled"}]', "account 1 (pat) has no totpSecret"],
  ['[{"username":"pat","password":"b","totpSecret":"not base32"}]', "totpSecret is not base32"],
] as const) {
  test(`a mistake in E2E_ACCOUNTS is reported: ${problem}`, () => {
    expect(() => chooseAccounts(json)).toThrow(problem);
  });
}
