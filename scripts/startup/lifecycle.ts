import { setTimeout as delay } from "node:timers/promises";
import { log } from "@/lib/platform/log";
import { operatorMessage } from "@/lib/platform/operator-error";
import { printable } from "@/lib/platform/printable";
import { databaseProblem } from "./database-problem";
import { say, sayAside } from "./say";

export type Lifecycle = {
  /** Runs `close` when the process ends; the latest first. */
  onEnd(close: () => Promise<unknown>): void;
  /** Aborted as soon as the process begins to end. */
  stopping: AbortSignal;
  end(exitCode: number): Promise<void>;
  fail(error: unknown): Promise<void>;
};

/** npm hands Ctrl-C on to a process that the terminal has told already: within this time it is the same one. */
const SAME_SIGNAL_MS = 1_000;
const CLOSE_LIMIT_MS = 15_000;

/** Ends the process in order: on SIGTERM or Ctrl-C with exit code 0, on a second one at once. */
export function createLifecycle(): Lifecycle {
  const closers: (() => Promise<unknown>)[] = [];
  const stopping = new AbortController();
  let endingSince: number | undefined;

  const end = async (exitCode: number) => {
    if (endingSince !== undefined) return;
    endingSince = performance.now();
    stopping.abort();
    for (const close of closers.reverse()) await withinReason(close).catch(report);
    process.exit(exitCode);
  };
  const fail = async (error: unknown) => {
    if (endingSince === undefined) report(error);
    await end(1);
  };
  const onSignal = () => {
    if (endingSince === undefined) {
      say("Stopping …");
      void end(0);
    } else if (performance.now() - endingSince > SAME_SIGNAL_MS) {
      process.exit(1);
    }
  };
  // Whoever read our output has gone: without this each line lost would be an error, whose report is a line lost.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return { onEnd: (close) => closers.push(close), stopping: stopping.signal, end, fail };
}

/** One part that hangs must not keep the next, the database above all, from ending. */
async function withinReason(close: () => Promise<unknown>): Promise<void> {
  await Promise.race([close(), delay(CLOSE_LIMIT_MS)]);
}

/** An operator's mistake is one line; a bug is an entry of the log, with its stack. */
function report(error: unknown): void {
  const line = operatorMessage(error) ?? databaseProblem(error);
  if (line === null) log.fatal({ err: error }, "the console failed");
  else sayAside(printable(line));
}
