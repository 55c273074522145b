import type { Connection } from "@/lib/platform/db/connect";
import { addUser, connectToServerDatabase, type NewUser, removeUser, type TestUser } from "../support/database";
import { test as portable } from "./portable/fixtures";

type Fixtures = {
  /** Adds a user, who is removed after the test. */
  newUser: (user?: NewUser) => Promise<TestUser>;
  /** Without 2FA and without an address. */
  user: TestUser;
  administrator: TestUser;
  /** Signs in with an emailed code. */
  emailUser: TestUser & { email: string };
};
type WorkerFixtures = { database: Connection };

export const test = portable.extend<Fixtures, WorkerFixtures>({
  database: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the requested fixtures from this pattern
    async ({}, use) => {
      const connection = await connectToServerDatabase(process.env.E2E_DATA_DIR ?? "");
      await use(connection);
      await connection.disconnect();
    },
    { scope: "worker" },
  ],
  newUser: async ({ database }, use) => {
    const added: TestUser[] = [];
    await use(async (options) => {
      const user = await addUser(database, options);
      added.push(user);
      return user;
    });
    for (const user of added) await removeUser(database, user);
  },
  user: async ({ newUser }, use) => use(await newUser()),
  administrator: async ({ newUser }, use) => use(await newUser({ admin: true })),
  emailUser: async ({ newUser }, use) => {
    const email = newAddress();
    await use({ ...(await newUser({ confirmedEmail: email, emailLoginVerification: true })), email });
  },
});

/** An address that no other user has. */
export function newAddress(): string {
  return `person-${crypto.randomUUID().slice(0, 8)}@example.com`;
}

export { expect } from "@playwright/test";
export {
  enterCode,
  enterEmailedCode,
  enterPassword,
  enterPasswordHere,
  expectHome,
  expectProblem,
  openSettingsModal,
  signInTo,
  signInWithCode,
  signOut,
  waitForAnswer,
} from "./portable/steps";
