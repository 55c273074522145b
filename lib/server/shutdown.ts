import { setTimeout as delay } from "node:timers/promises";
import { withTimeout } from "@/lib/platform/clock";
import { log, printable } from "@/lib/platform/log";
import { operatorMessage } from "@/lib/platform/operator-error";
import { END_SIGNALS, isSecondSignal, SIGNAL_EXIT_CODES } from "@/lib/platform/signals";
import { printErr, printOut } from "./output";

export type Lifecycle = {
  /** Runs `close` when the process ends, the latest first; at once if shutdown has begun. `part` names it in the log. */
  onEnd(part: string, close: () => Promise<unknown>, limitMs?: number): void;
  /** Aborted as soon as the process begins to end. */
  stopping: AbortSignal;
  end(exitCode: number): Promise<void>;
  fail(error: unknown): Promise<void>;
};

/** For a part that names no limit of its own. */
const CLOSE_LIMIT_MS = 15_000;
/** A signal to a whole process group or service may reach a child first, whose end then looks like a failure. */
const SIGNAL_GRACE_MS = 500;

/**
 * Shuts the process down on a signal, and ends it at once on a second one: a server with exit code 0, a command
 * (`isServer` false), whose work is not done, with the exit code by which shells report a signal.
 */
export function createLifecycle({ isServer = true } = {}): Lifecycle {
  const closers: Closer[] = [];
  const stopping = new AbortController();
  let endingSince: number | undefined;

  const end = async (exitCode: number) => {
    if (endingSince !== undefined) return;
    endingSince = performance.now();
    stopping.abort();
    await closeParts(closers.reverse());
    process.exit(exitCode);
  };
  const fail = async (error: unknown) => {
    await delay(SIGNAL_GRACE_MS, undefined, { signal: stopping.signal }).catch(() => {});
    if (endingSince === undefined) report(error);
    await end(1);
  };
  const onSignal = (exitCode: number) => {
    if (endingSince === undefined) {
      printOut("Stopping …");
      void end(exitCode);
    } else if (isSecondSignal(endingSince)) {
      process.exit(exitCode);
    }
  };
  // A reader that closed our output must not crash the process: each failed write would be an error, and so would its report.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  // Replaces the signal handler of launch.mjs.
  for (const name of END_SIGNALS) process.removeAllListeners(name).on(name, () => onSignal(isServer ? 0 : SIGNAL_EXIT_CODES[name]));
  const onEnd: Lifecycle["onEnd"] = (part, close, limitMs = CLOSE_LIMIT_MS) => {
    if (endingSince === undefined) closers.push({ part, close, limitMs });
    else void close().catch(() => {});
  };
  return { onEnd, stopping: stopping.signal, end, fail };
}

type Closer = { part: string; close: () => Promise<unknown>; limitMs: number };

/** A part that hangs, or fails, must not keep the next, above all the database, from closing. */
export async function closeParts(closers: readonly Closer[]): Promise<void> {
  for (const { part, close, limitMs } of closers) {
    const late = Symbol(part);
    const outcome = await withTimeout(close(), limitMs, late).catch(report);
    if (outcome === late) log.warn({ part, seconds: limitMs / 1000 }, "a part of the console did not close in time");
  }
}

/** An operator's mistake is one line; a bug is a log entry with its stack. */
function report(error: unknown): void {
  const line = operatorMessage(error);
  if (line === null) log.fatal({ err: error }, "the console failed");
  else printErr(printable(line));
}
