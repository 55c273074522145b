/** For NODE_OPTIONS: at SIGUSR2 a process writes into HEAP_REPORT, a line each, how many MiB its heap holds after a collection. */
import { appendFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

process.on("SIGUSR2", () => {
  collectGarbage();
  appendFileSync(process.env.HEAP_REPORT, `${Math.round(process.memoryUsage().heapUsed / 2 ** 20)}\n`);
});
