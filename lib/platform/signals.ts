/**
 * Signals that shut a process down (SIGHUP: the terminal was closed), with the exit code that shells report: 128 plus the
 * number. `scripts/launch.mjs`, which runs before TypeScript can be loaded, has the same table.
 */
export const SIGNAL_EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export type EndSignal = keyof typeof SIGNAL_EXIT_CODES;

export const END_SIGNALS = Object.keys(SIGNAL_EXIT_CODES) as EndSignal[];

/** npm forwards a Ctrl-C that the process already got from the terminal: within this time it is the same one. */
const SAME_SIGNAL_MS = 1_000;

/** Whether a signal that arrives now is a second one of the operator, not the one of `since` (`performance.now()`) forwarded. */
export function isSecondSignal(since: number): boolean {
  return performance.now() - since > SAME_SIGNAL_MS;
}
