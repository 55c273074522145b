import { forgetServers } from "@/lib/features/keys/server-registry";
import { assertClusterNotLost } from "@/lib/platform/db/embedded/lost-cluster";
import { findCluster } from "@/lib/platform/db/embedded/placement";
import { databaseReason } from "@/lib/platform/db/trouble";
import { OperatorError } from "@/lib/platform/operator-error";
import { printable, printableLines } from "@/lib/platform/printable";
import { expectAuthSecret } from "@/scripts/startup/check-secrets";
import { checkEnvironment, dataDirOf, usesEmbeddedDatabase } from "@/scripts/startup/environment";
import { COMMAND_FILES, leaveRoot } from "@/scripts/startup/leave-root";
import { type OpenDatabase, openDatabase } from "@/scripts/startup/open-database";
import { sayAside } from "@/scripts/startup/say";
import { missingMigrations, updateTables } from "@/scripts/startup/update-tables";
import { type Interruption, onInterruption } from "./interruption";
import { printAnswer } from "./output";
import { type Run, refuse } from "./verb";

/** Works beside a running server, and starts the embedded database for the moment when there is none. */
export const run: Run = async (options, work, { mayCreate = false, anySecret = false, keepsRoot = false, migrates = false } = {}) => {
  checkEnvironment(process.env);
  if (usesEmbeddedDatabase(process.env) && !mayCreate) await expectDatabase();
  const interruption = onInterruption();
  const database = await open(interruption);
  const perform = async () => {
    await prepareTables(database, migrates);
    if (!database.borrowed) await forgetServers(database.deps);
    if (!anySecret) await expectAuthSecret(database.deps);
    if (!keepsRoot) leaveRoot(database, COMMAND_FILES);
    return work({ deps: database.deps, database: database.description, borrowed: database.borrowed });
  };
  try {
    const { text, json, refusal } = await interruption.orInterrupted(perform());
    if (options.json || text) await printAnswer(`${options.json ? printable(JSON.stringify(json)) : printableLines(text)}\n`);
    if (refusal) refuse(refusal);
  } catch (error) {
    throw ofDatabase(error, database.description);
  } finally {
    await database.close();
  }
};

/** What was started when a signal arrives is stopped; an external server that does not answer is not waited for. */
async function open({ signal, orInterrupted }: Interruption): Promise<OpenDatabase> {
  const isEmbedded = usesEmbeddedDatabase(process.env);
  const opening = openDatabase("admin", sayAside, signal);
  return orInterrupted(opening).catch(async (error: unknown) => {
    if (signal.aborted && isEmbedded) await opening.then(({ close }) => close()).catch(() => {});
    throw signal.aborted ? signal.reason : error;
  });
}

/** An error of the database, with its name; any other stays what it is. */
function ofDatabase(error: unknown, database: string): unknown {
  const reason = databaseReason(error);
  return reason === null ? error : new OperatorError(`${database[0]?.toUpperCase()}${database.slice(1)} ${reason}`);
}

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
  const [row] = await deps.db.$queryRaw<{ present: boolean }[]>`SELECT to_regclass('login_attempts') IS NOT NULL AS present`;
  if (!row?.present) throw new OperatorError(`There are no tables of Latchkey in ${description} yet: npm start makes them`);
  const missing = await missingMigrations(database);
  if (missing.length > 0)
    throw new OperatorError(`The tables in ${description} are older than this version: npm start brings them up to date`);
}
