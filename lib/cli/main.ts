import { CommanderError } from "commander";
import { printable } from "@/lib/platform/log";
import { operatorMessage } from "@/lib/platform/operator-error";
import { loadEnvironment } from "@/lib/server/environment";
import { createProgram } from "./program";
import { run } from "./subcommand";
import { Interrupted, tolerateClosedOutput } from "./terminal";

const BAD_USAGE = 2;

tolerateClosedOutput();
try {
  await createProgram(run)
    .hook("preAction", () => void loadEnvironment())
    .parseAsync(process.argv.slice(3), { from: "user" });
} catch (error) {
  process.exitCode = exitCodeOf(error) || process.exitCode;
  // A signal ends the process even while work is in progress.
  if (error instanceof Interrupted) process.exit();
}

/** 0 after help, 2 for bad usage (commander has printed why), 1 with one line for an error, 128 plus its number for a signal. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_USAGE;
  if (error instanceof Interrupted) return error.exitCode;
  const line = operatorMessage(error);
  if (line === null) throw error;
  process.stderr.write(`${printable(line)}\n`);
  return 1;
}
