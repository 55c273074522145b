import type { Connection } from "@/lib/platform/db/connect";
import { addUser, connectToServerDatabase, removeUser, type TestUser } from "../support/database";
import { test as portable } from "./portable/fixtures";

type Fixtures = { user: TestUser; administrator: TestUser };
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
  user: async ({ database }, use) => {
    const user = await addUser(database);
    await use(user);
    await removeUser(database, user);
  },
  administrator: async ({ database }, use) => {
    const user = await addUser(database, { admin: true });
    await use(user);
    await removeUser(database, user);
  },
});

export { expect } from "@playwright/test";
export { enterCode, enterPassword, expectHome, expectProblem, signInTo, signOut } from "./portable/steps";
