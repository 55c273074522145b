import type { Command } from "commander";
import type { Deps } from "@/lib/platform/deps";
import { OperatorError } from "@/lib/platform/operator-error";

/** What a verb answers: text for people, or one object with `--json`; `exitCode` 1 where only a part could be done. */
export type Answer = { text: string; json: object; exitCode?: number };

/** What a verb works with; `database` names where, for messages. `borrowed`: a server may be running on it. */
export type Context = { deps: Deps; database: string; borrowed: boolean };

/** `mayCreate`: on a DATA_DIR without a database, make one. `anySecret`: work with another AUTH_SECRET than before, too. */
export type RunSettings = { mayCreate?: boolean; anySecret?: boolean };

/** Opens the database, does the work, prints the answer. */
export type Run = (options: { json?: boolean }, work: (context: Context) => Promise<Answer>, settings?: RunSettings) => Promise<void>;

/** Adds itself to the command line. */
export type Verb = (program: Command, run: Run) => void;

/** The operator asked for something that cannot be: one line on standard error, exit code 1. */
export function refuse(line: string): never {
  throw new OperatorError(line);
}
