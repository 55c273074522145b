import { VARIABLES } from "@/lib/platform/config/config";
import { readEnvFiles } from "@/lib/platform/config/env-files";
import { isSet } from "@/lib/platform/config/environment-variable";

/**
 * Completes `process.env` for a server or a command: variables of the console that are not set in it are taken from
 * `.env.local` and `.env` in the checkout, and those that are still blank are removed. Returns the lines of warnings.
 * Throws OperatorError. Call before anything reads a variable, and while the process may still read what is root's.
 */
export function loadEnvironment(folder = process.cwd()): string[] {
  const { values, warnings } = readEnvFiles(folder, VARIABLES);
  for (const name of VARIABLES) {
    if (isSet(process.env[name])) continue;
    if (isSet(values[name])) process.env[name] = values[name];
    else delete process.env[name];
  }
  return warnings;
}
