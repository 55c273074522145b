import { setTimeout as delay } from "node:timers/promises";
import { log, printable } from "@/lib/platform/log";
import { operatorMessage } from "@/lib/platform/operator-error";
import { END_SIGNALS, isSecondSignal, SIGNAL_EXIT_CODES } from "@/lib/platform/signals";
import { printErr, printOut } from "./output";

export type Lifecycle = {
  /** Runs `close` when the process ends, the latest first; at once, and in vain if need be, where the end has begun. */
  onEnd(close: () => Promise<unknown>): void;
  /** Aborted as soon as the process begins to end. */
  stopping: AbortSignal;
  end(exitCode: number): Promise<void>;
  fail(error: unknown): Promise<void>;
};

const CLOSE_LIMIT_MS = 15_000;
/** A signal to all processes of a group or service may reach a child of ours first, which then fails us. */
const SIGNAL_GRACE_MS = 500;

/**
 * Ends the process in order on a signal, on a second one at once: with exit code 0, or where that would claim that the work
 * is done (`isServer` false) as shells report a signal.
 */
export function createLifecycle({ isServer = true } = {}): Lifecycle {
  const closers: (() => Promise<unknown>)[] = [];
  const stopping = new AbortController();
  let endingSince: number | undefined;

  const end = async (exitCode: number) => {
    if (endingSince !== undefined) return;
    endingSince = performance.now();
    stopping.abort();
    for (const close of closers.reverse()) await withCloseTimeout(close).catch(report);
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
  // Whoever read our output has gone: without this each line lost would be an error, whose report is a line lost.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  // Instead of what launch.mjs does with a signal until now.
  for (const name of END_SIGNALS) process.removeAllListeners(name).on(name, () => onSignal(isServer ? 0 : SIGNAL_EXIT_CODES[name]));
  const onEnd = (close: () => Promise<unknown>) => {
    if (endingSince === undefined) closers.push(close);
    else void close().catch(() => {});
  };
  return { onEnd, stopping: stopping.signal, end, fail };
}

/** One part that hangs must not keep the next, the database above all, from ending. */
async function withCloseTimeout(close: () => Promise<unknown>): Promise<void> {
  await Promise.race([close(), delay(CLOSE_LIMIT_MS)]);
}

/** An operator's mistake is one line; a bug is an entry of the log, with its stack. */
function report(error: unknown): void {
  const line = operatorMessage(error);
  if (line === null) log.fatal({ err: error }, "the console failed");
  else printErr(printable(line));
}
