import { CommanderError } from "commander";
import { operatorMessage } from "@/lib/platform/operator-error";
import { printable } from "@/lib/platform/printable";
import { createProgram } from "./admin/program";
import { run } from "./admin/run";
import { databaseProblem } from "./startup/database-problem";

const BAD_USAGE = 2;

try {
  await createProgram(run).parseAsync(process.argv.slice(3), { from: "user" });
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** 0 after help, 2 for bad usage (commander has said why), 1 with one line for what is refused. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_USAGE;
  const line = operatorMessage(error) ?? databaseProblem(error);
  if (line === null) throw error;
  process.stderr.write(`${printable(line)}\n`);
  return 1;
}
