import { forgetServers } from "@/lib/keys/forget-servers";
import { assertClusterNotLost } from "@/lib/platform/db/embedded/lost-cluster";
import { findCluster } from "@/lib/platform/db/embedded/placement";
import { OperatorError } from "@/lib/platform/operator-error";
import { printable, printableLines } from "@/lib/platform/printable";
import { expectAuthSecret } from "@/scripts/startup/check-secrets";
import { checkEnvironment, dataDirOf, usesEmbeddedDatabase } from "@/scripts/startup/environment";
import { COMMAND_FILES, leaveRoot } from "@/scripts/startup/leave-root";
import { type OpenDatabase, openDatabase } from "@/scripts/startup/open-database";
import { sayAside } from "@/scripts/startup/say";
import { missingMigrations, updateTables } from "@/scripts/startup/update-tables";
import { type Run, refuse } from "./verb";

/** Works beside a running server, and starts the embedded database for the moment when there is none. */
export const run: Run = async (options, work, { mayCreate = false, anySecret = false, keepsRoot = false, migrates = false } = {}) => {
  checkEnvironment(process.env);
  if (usesEmbeddedDatabase(process.env) && !mayCreate) await expectDatabase();
  const database = await openDatabase("admin", sayAside);
  try {
    await prepareTables(database, migrates);
    if (!database.borrowed) await forgetServers(database.deps);
    if (!anySecret) await expectAuthSecret(database.deps);
    if (!keepsRoot) leaveRoot(database, COMMAND_FILES);
    const { text, json, refusal } = await work({ deps: database.deps, database: database.description, borrowed: database.borrowed });
    if (options.json || text) process.stdout.write(`${options.json ? printable(JSON.stringify(json)) : printableLines(text)}\n`);
    if (refusal) refuse(refusal);
  } finally {
    await database.close();
  }
};

/** A mistyped DATA_DIR must not answer with an empty list. */
async function expectDatabase(): Promise<void> {
  const dataDir = dataDirOf(process.env);
  if (await findCluster(dataDir)) return;
  await assertClusterNotLost(dataDir);
  throw new OperatorError(`There is no database in ${dataDir}: set DATA_DIR or DATABASE_URL to the one of your console`);
}

/** A database of our own may be new or older than this version; one that a server runs on is left as it is. */
async function prepareTables(database: OpenDatabase, migrates: boolean): Promise<void> {
  const { deps, description } = database;
  if (!database.borrowed || migrates) await updateTables(database);
  const [row] = await deps.db.$queryRaw<{ present: boolean }[]>`SELECT to_regclass('users') IS NOT NULL AS present`;
  if (!row?.present) throw new OperatorError(`There are no tables in ${description} yet: npm start makes them`);
  const missing = await missingMigrations(database);
  if (missing.length > 0)
    throw new OperatorError(`The tables in ${description} are older than this version: npm start brings them up to date`);
}
