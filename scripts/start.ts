import { parseArgs } from "node:util";
import { sayAside } from "./startup/say";
import { serve } from "./startup/serve";

function readOptions(): { demo: boolean } {
  try {
    const { values } = parseArgs({ args: process.argv.slice(3), options: { demo: { type: "boolean", default: false } } });
    return { demo: values.demo };
  } catch (error) {
    sayAside(`${(error as Error).message}\nusage: npm start [-- --demo]`);
    process.exit(2);
  }
}

await serve("production", readOptions());
