import { test as base, expect } from "@playwright/test";
import { type Account, type Accounts, chooseAccounts, ROLES, type Role } from "../../support/accounts";
import { createAuthenticator, rememberLastStep } from "../../support/authenticator";

type Fixtures = { consoleErrors: string[]; account: (role: Role) => Account };
type WorkerFixtures = { accounts: Accounts };

/** Chromium logs every response of 400 and above as an error; the test itself checks those that it requests. */
const EXPECTED = /Failed to load resource: the server responded with a status of 4\d\d/;

/** For specs that need only the console's address and accounts. Nothing here may import the product. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  accounts: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the requested fixtures from this pattern
    async ({}, use) => {
      if (process.env.E2E_BASE_URL) await use(givenAccounts());
      else {
        // Loads the database client, which a clone that only tests another console lacks.
        const { withOwnAccounts } = await import("../../support/own-accounts");
        await withOwnAccounts(process.env.E2E_DATA_DIR ?? "", `http://localhost:${process.env.E2E_PORT}`, use);
      }
    },
    { scope: "worker" },
  ],
  account: async ({ accounts }, use, { skip }) => {
    await use((role) => {
      const account = accounts[role];
      skip(!account, `E2E_ACCOUNTS has no account for: ${role}`);
      return account as Account;
    });
  },
  consoleErrors: [
    async ({ context }, use) => {
      const errors: string[] = [];
      context.on("console", (message) => {
        if (message.type() === "error" && !EXPECTED.test(message.text())) errors.push(message.text());
      });
      context.on("weberror", (error) => errors.push(String(error.error())));
      await use(errors);
      expect(errors, "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

function givenAccounts(): Accounts {
  const given = chooseAccounts(process.env.E2E_ACCOUNTS);
  const accounts: Accounts = {};
  for (const role of ROLES) {
    const account = given[role];
    if (!account) continue;
    const { username, password, totpSecret } = account;
    accounts[role] = {
      username,
      password,
      ...(totpSecret && { authenticator: createAuthenticator(totpSecret, rememberLastStep(totpSecret)) }),
    };
  }
  return accounts;
}
