import { test as base, expect, type Page } from "@playwright/test";
import type { Connection } from "@/lib/platform/db/connect";
import { addPerson, connectToServerDatabase, type Person, removePerson } from "../support/database";

type Fixtures = { person: Person; administrator: Person; consoleErrors: string[] };
type WorkerFixtures = { database: Connection };

/** Chromium logs every answer of 400 and above as an error; those that a test asks for are judged by the test itself. */
const EXPECTED = /Failed to load resource: the server responded with a status of 4\d\d/;

export const test = base.extend<Fixtures, WorkerFixtures>({
  database: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from this pattern
    async ({}, use) => {
      const connection = await connectToServerDatabase(process.env.E2E_DATA_DIR ?? "");
      await use(connection);
      await connection.disconnect();
    },
    { scope: "worker" },
  ],
  person: async ({ database }, use) => {
    const person = await addPerson(database);
    await use(person);
    await removePerson(database, person);
  },
  administrator: async ({ database }, use) => {
    const person = await addPerson(database, { admin: true });
    await use(person);
    await removePerson(database, person);
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

/** Types name and password at the sign-in page and presses Login. */
export async function enterPassword(page: Page, person: Person, { remember = false } = {}): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Username or email").fill(person.username);
  await page.getByLabel("Password").fill(person.password);
  if (remember) await page.getByLabel("Remember me").check();
  await page.getByRole("button", { name: "Login" }).click();
}

export async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("2FA code").fill(code);
  await page.getByRole("button", { name: "Login" }).click();
}

/** That the page tells of a problem in these words. Next's own announcer is an alert too, and says the page's title. */
export async function expectProblem(page: Page, text: string | RegExp): Promise<void> {
  await expect(page.getByRole("alert").filter({ hasText: text })).toBeVisible();
}

export async function signOut(page: Page, person: Person): Promise<void> {
  await page.getByRole("button", { name: person.username }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/login/);
}

/** That the person is signed in and sees the console's home. */
export async function expectHome(page: Page, person: Person): Promise<void> {
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("button", { name: person.username })).toBeVisible();
}

/** Signs in with name and password, where no second step follows. */
export async function signInTo(page: Page, person: Person): Promise<void> {
  await enterPassword(page, person);
  await expectHome(page, person);
}
