import type { Command } from "commander";
import { clearServers, withPublishedAppUrl } from "@/lib/features/keys/server-registry";
import { assertClusterNotLost, findCluster } from "@/lib/platform/db/embedded/locate-cluster";
import { databaseReason } from "@/lib/platform/db/errors";
import type { Deps } from "@/lib/platform/deps";
import { printable, printableLines } from "@/lib/platform/log";
import { capitalized, OperatorError } from "@/lib/platform/operator-error";
import { COMMAND_FILES, dropPrivileges } from "@/lib/server/drop-privileges";
import { checkEnvironment, dataDirOf, usesEmbeddedDatabase } from "@/lib/server/environment";
import { type OpenDatabase, openDatabase } from "@/lib/server/open-database";
import { printErr } from "@/lib/server/output";
import { pendingMigrations, updateTables } from "@/lib/server/prepare-tables";
import { assertAuthSecret } from "@/lib/server/register-server";
import { type Interruption, onInterruption, printAnswer } from "./terminal";

/** The output of a subcommand: text, or one object with `--json`. `refusal` sets exit code 1, `warning` goes to standard error. */
export type Answer = { text: string; json: object; refusal?: string | undefined; warning?: string | undefined };

/**
 * What a subcommand works with; `database` names where, for messages. `sharedWithServer`: a server may be running on it. `applied`: the migrations
 * that were applied to it for this command.
 */
export type Context = { deps: Deps; database: string; sharedWithServer: boolean; applied: string[] };

/**
 * `mayCreate`: on a DATA_DIR without a database, make one. `anySecret`: work with a changed AUTH_SECRET, too. `keepsRoot`:
 * the work changes files of root; all other work runs as the database's user, so files are read before `run`. `migrates`:
 * bring the tables up to date, also of an external database.
 */
type RunSettings = { mayCreate?: boolean; anySecret?: boolean; keepsRoot?: boolean; migrates?: boolean };

/** Opens the database, runs the subcommand, prints its output. */
export type Run = (options: { json?: boolean }, work: (context: Context) => Promise<Answer>, settings?: RunSettings) => Promise<void>;

/** Registers a subcommand on the command line. */
export type Subcommand = (program: Command, run: Run) => void;

/** Refuses the operator's request: one line on standard error, whatever the input that it quotes, and exit code 1. */
export function fail(line: string): never {
  throw new OperatorError(printable(line));
}

/** Shares the database of a running server, or starts the embedded database for this command. */
export const run: Run = async (options, work, { mayCreate = false, anySecret = false, keepsRoot = false, migrates = false } = {}) => {
  checkEnvironment(process.env);
  if (usesEmbeddedDatabase(process.env) && !mayCreate) await assertDatabaseExists();
  const interruption = onInterruption();
  const database = await openInterruptibly(interruption);
  const perform = async () => {
    const applied = await prepareTables(database, migrates);
    if (!database.sharedWithServer) await clearServers(database.deps);
    if (!anySecret) await assertAuthSecret(database.deps);
    const stillRoot = keepsRoot ? null : dropPrivileges(database, COMMAND_FILES);
    if (stillRoot) printErr(stillRoot);
    return work({
      deps: await withPublishedAppUrl(database.deps),
      database: database.description,
      sharedWithServer: database.sharedWithServer,
      applied,
    });
  };
  try {
    const { text, json, refusal, warning } = await interruption.orInterrupted(perform());
    if (options.json || text) await printAnswer(`${options.json ? printable(JSON.stringify(json)) : printableLines(text)}\n`);
    if (warning) printErr(warning);
    if (refusal) fail(refusal);
  } catch (error) {
    throw ofDatabase(error, database.description);
  } finally {
    await database.close();
  }
};

/** On a signal everything started is stopped, without waiting for an external server that does not answer. */
async function openInterruptibly({ signal, orInterrupted }: Interruption): Promise<OpenDatabase> {
  const isEmbedded = usesEmbeddedDatabase(process.env);
  const opening = openDatabase({ role: "admin", environment: process.env, say: printErr, stopping: signal });
  return orInterrupted(opening).catch(async (error: unknown) => {
    if (signal.aborted && isEmbedded) await opening.then(({ close }) => close()).catch(() => {});
    throw signal.aborted ? signal.reason : error;
  });
}

/** Adds the database's name to a database error; other errors are unchanged. */
function ofDatabase(error: unknown, database: string): unknown {
  const reason = databaseReason(error);
  return reason === null ? error : new OperatorError(`${capitalized(database)} ${reason}`);
}

/** A mistyped DATA_DIR must not answer with an empty list. */
async function assertDatabaseExists(): Promise<void> {
  const dataDir = dataDirOf(process.env);
  if (await findCluster(dataDir)) return;
  await assertClusterNotLost(dataDir);
  throw new OperatorError(`There is no database in ${dataDir}: set DATA_DIR or DATABASE_URL to that of your server`);
}

/** Migrates a database that no server uses. Returns the applied migrations. */
async function prepareTables(database: OpenDatabase, migrates: boolean): Promise<string[]> {
  const { deps, description } = database;
  const applied = !database.sharedWithServer || migrates ? await updateTables(database) : [];
  const [row] = await deps.db.$queryRaw<{ present: boolean }[]>`SELECT to_regclass('login_attempts') IS NOT NULL AS present`;
  if (!row?.present) throw new OperatorError(`There are no tables of Latchkey in ${description} yet: npm start creates them`);
  const missing = await pendingMigrations(database);
  if (missing.length > 0)
    throw new OperatorError(`The tables in ${description} are older than this version: npm start brings them up to date`);
  return applied;
}
