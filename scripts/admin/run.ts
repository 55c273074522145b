import { forgetServers } from "@/lib/keys/forget-servers";
import { findCluster } from "@/lib/platform/db/embedded/placement";
import { applyMigrations } from "@/lib/platform/db/migrate";
import { missingMigrations } from "@/lib/platform/db/missing-migrations";
import { OperatorError } from "@/lib/platform/operator-error";
import { printable, printableLines } from "@/lib/platform/printable";
import { expectAuthSecret } from "@/scripts/startup/check-secrets";
import { checkEnvironment, dataDirOf, usesEmbeddedDatabase } from "@/scripts/startup/environment";
import { COMMAND_FILES, leaveRoot } from "@/scripts/startup/leave-root";
import { type OpenDatabase, openDatabase } from "@/scripts/startup/open-database";
import { sayAside } from "@/scripts/startup/say";
import { type Run, refuse } from "./verb";

/** Works beside a running server, and starts the embedded database for the moment when there is none. */
export const run: Run = async (options, work, { mayCreate = false, anySecret = false, keepsRoot = false } = {}) => {
  checkEnvironment(process.env);
  if (usesEmbeddedDatabase(process.env) && !mayCreate) await expectDatabase();
  const database = await openDatabase("admin", sayAside);
  try {
    await prepareTables(database);
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
  throw new OperatorError(`There is no database in ${dataDir}: set DATA_DIR or DATABASE_URL to the one of your console`);
}

/** A database of our own may be new or older than this version; one that a server runs on is left as it is. */
async function prepareTables({ deps, description, borrowed }: OpenDatabase): Promise<void> {
  if (!borrowed) await applyMigrations(deps.config.databaseUrl, process.cwd());
  const [row] = await deps.db.$queryRaw<{ present: boolean }[]>`SELECT to_regclass('login_attempts') IS NOT NULL AS present`;
  if (!row?.present) throw new OperatorError(`There are no tables in ${description} yet: npm start makes them`);
  const missing = await missingMigrations(deps.db);
  if (missing.length > 0)
    throw new OperatorError(`The tables in ${description} are older than this version: npm start brings them up to date`);
}
