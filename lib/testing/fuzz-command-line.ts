import { CommanderError } from "commander";
import fc from "fast-check";
import { createProgram } from "@/lib/cli/program";
import type { Run } from "@/lib/cli/subcommand";
import type { Deps } from "@/lib/platform/deps";
import { OperatorError } from "@/lib/platform/operator-error";
import { hostileText, seedGiven } from "./hostile-input";

const OPTIONS = ["--username", "--password", "--email", "--admin", "--json", "--state", "--help", "--", "-", "-x", "--username=a", "help"];

/** Excluded: it creates a file of almost any name. */
const MAKES_FILES = ["export-sql"];

/** Runs `runs` random command lines. Throws on every error that is not a usage or operator error. */
export async function fuzzCommandLine(deps: Deps, people: string[], runs: number): Promise<void> {
  const run: Run = async (options, work) => {
    const { text, json } = await work({ deps, sharedWithServer: true, applied: [], database: "the database of the tests" });
    JSON.stringify(options.json ? json : text);
  };
  const verbs = createProgram(run)
    .commands.map((command) => command.name())
    .filter((name) => !MAKES_FILES.includes(name));
  // No system passes an argument with NUL.
  const argument = hostileText.map((text) => text.replaceAll("\0", ""));
  const word = fc.oneof(fc.constantFrom(...OPTIONS, ...people), argument);
  const line = fc.tuple(fc.constantFrom(...verbs), fc.array(word, { maxLength: 7 })).map(([verb, words]) => [verb, ...words]);
  await fc.assert(
    fc.asyncProperty(line, async (words) => {
      const program = createProgram(run);
      for (const command of [program, ...program.commands]) command.configureOutput({ writeOut: () => {}, writeErr: () => {} });
      await program.parseAsync(words, { from: "user" }).catch(expectMistake);
    }),
    { numRuns: runs, ...seedGiven() },
  );
}

function expectMistake(error: unknown): void {
  const mistake = error instanceof CommanderError || (error instanceof OperatorError && !error.message.includes("\n"));
  if (!mistake) throw error;
}
