import type { Command } from "commander";
import type { Deps } from "@/lib/platform/deps";
import { OperatorError } from "@/lib/platform/operator-error";

/** What a verb answers: text for people, or one object with `--json`. With `refusal` the object is printed, the text is not, and it exits with 1. */
export type Answer = { text: string; json: object; refusal?: string };

/** What a verb works with; `database` names where, for messages. */
export type Context = { deps: Deps; database: string };

/** Opens the database, does the work, prints the answer. `mayCreate`: on a DATA_DIR without a database, make one. */
export type Run = (options: { json?: boolean }, work: (context: Context) => Promise<Answer>, mayCreate?: boolean) => Promise<void>;

/** Adds itself to the command line. */
export type Verb = (program: Command, run: Run) => void;

/** The operator asked for something that cannot be: one line on standard error, exit code 1. */
export function refuse(line: string): never {
  throw new OperatorError(line);
}
