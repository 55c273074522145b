import type { Connection } from "@/lib/platform/db/connect";
import { addPerson, connectToServerDatabase, type Person, removePerson } from "../support/database";
import { test as portable } from "./portable/fixtures";

type Fixtures = { person: Person; administrator: Person };
type WorkerFixtures = { database: Connection };

export const test = portable.extend<Fixtures, WorkerFixtures>({
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
});

export { expect } from "@playwright/test";
export { enterCode, enterPassword, expectHome, expectProblem, signInTo, signOut } from "./portable/steps";
