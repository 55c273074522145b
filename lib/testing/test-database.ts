import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { type Connection, connect } from "@/lib/platform/db/connect";
import { createDatabase } from "./create-database";
import { TEMPLATE_DATABASE } from "./database-server";

export type TestDatabase = Connection & { url: string };

/** A migrated, empty database for one test file. `connections` bounds its pool; all of those open at a time share the 60 of the server. */
export async function createTestDatabase(connections = 10): Promise<TestDatabase> {
  const url = await createDatabase(inject("databaseServerUrl"), `test_${randomUUID()}`, TEMPLATE_DATABASE);
  return { url, ...connect(url, "latchkey-test", connections) };
}
