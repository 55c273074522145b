import type { Command } from "commander";
import type { Deps } from "@/lib/platform/deps";
import { OperatorError } from "@/lib/platform/operator-error";

/** What a verb answers: text for people, if any, or one object with `--json`. With `refusal` it exits with 1 behind it. */
export type Answer = { text: string; json: object; refusal?: string };

/** What a verb works with; `database` names where, for messages. `borrowed`: a server may be running on it. */
export type Context = { deps: Deps; database: string; borrowed: boolean };

/**
 * `mayCreate`: on a DATA_DIR without a database, make one. `anySecret`: work with another AUTH_SECRET than before, too. `keepsRoot`:
 * the work changes files of root; all other work runs as the database's user, so files are read before `run`. `migrates`:
 * bring the tables up to date, also of an external database.
 */
type RunSettings = { mayCreate?: boolean; anySecret?: boolean; keepsRoot?: boolean; migrates?: boolean };

/** Opens the database, does the work, prints the answer. */
export type Run = (options: { json?: boolean }, work: (context: Context) => Promise<Answer>, settings?: RunSettings) => Promise<void>;

/** Adds itself to the command line. */
export type Verb = (program: Command, run: Run) => void;

/** The operator asked for something that cannot be: one line on standard error, exit code 1. */
export function refuse(line: string): never {
  throw new OperatorError(line);
}
