import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { type Connection, connect } from "@/lib/platform/db/connect";
import { createDatabase } from "./create-database";
import { TEMPLATE_DATABASE } from "./database-server";

export type TestDatabase = Connection & { url: string };

/** A migrated, empty database for one test file. `connections` limits its pool; all open databases share the server's 60. */
export async function createTestDatabase(connections = 10): Promise<TestDatabase> {
  const url = await createDatabase(inject("databaseServerUrl"), `test_${randomUUID()}`, TEMPLATE_DATABASE);
  return { url, ...connect(url, "latchkey-test", connections) };
}
