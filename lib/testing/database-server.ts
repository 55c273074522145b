import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { supervisorUrl } from "@/lib/platform/db/embedded/app-database";
import { openEmbeddedDatabase } from "@/lib/platform/db/embedded/open-embedded-database";
import { applyMigrations } from "@/lib/platform/db/migrate";
import { createDatabase } from "./create-database";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the PostgreSQL of this run; its database holds nothing. */
    databaseServerUrl: string;
  }
}

/** Copied by `createTestDatabase`: migrated, and without a connection to it. */
export const TEMPLATE_DATABASE = "template_latchkey";

/** Once per run: a PostgreSQL in a temporary folder with the migrated template. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-test-"));
  await chmod(folder, 0o711);
  const passwords = { console: "for-tests-only", superuser: "for-tests-too" };
  const database = await openEmbeddedDatabase({ dataDir: path.join(folder, "data"), passwords, role: "server", say: () => {} });
  const serverUrl = supervisorUrl(database.server, passwords.superuser);
  await applyMigrations(await createDatabase(serverUrl, TEMPLATE_DATABASE), process.cwd());
  project.provide("databaseServerUrl", serverUrl);
  return async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  };
}
