/**
 * What ends a process as its operator wishes (SIGHUP: the terminal was closed), with the exit code by which shells report a
 * program that it has ended: 128 and its number. `scripts/launch.mjs`, which runs before TypeScript can be loaded, has the same table.
 */
export const SIGNAL_EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export type EndSignal = keyof typeof SIGNAL_EXIT_CODES;

export const END_SIGNALS = Object.keys(SIGNAL_EXIT_CODES) as EndSignal[];

/** npm passes Ctrl-C on to a process that the terminal has told already: within this time it is the same one. */
const SAME_SIGNAL_MS = 1_000;

/** Whether a signal that arrives now is a second one of the operator, and not the one of `since` (of `performance.now()`) passed on. */
export function isSecondSignal(since: number): boolean {
  return performance.now() - since > SAME_SIGNAL_MS;
}
