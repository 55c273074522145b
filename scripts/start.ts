import { parseArgs } from "node:util";
import { sayAside } from "./startup/say";
import { serve } from "./startup/serve";

/** `--no-env-files` is for tests and benchmarks, which must not depend on the files of the checkout that they run in. */
const OPTIONS = { demo: { type: "boolean", default: false }, "no-env-files": { type: "boolean", default: false } } as const;

function readOptions(): { demo: boolean; envFiles: boolean } {
  try {
    const { values } = parseArgs({ args: process.argv.slice(3), options: OPTIONS });
    return { demo: values.demo, envFiles: !values["no-env-files"] };
  } catch (error) {
    sayAside(`${(error as Error).message}\nusage: npm start [-- --demo] [--no-env-files]`);
    process.exit(2);
  }
}

await serve("production", readOptions());
