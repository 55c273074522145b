/** Exit codes of a program that a signal has ended, as shells report them: 128 and the number of the signal. */
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

type Signal = keyof typeof EXIT_CODES;

/** npm passes Ctrl-C on to a process that the terminal has told already: within this time it is the same one. */
const SAME_SIGNAL_MS = 1_000;

/** A signal has ended the command. */
export class Interrupted extends Error {
  readonly exitCode: number;
  constructor(signal: Signal) {
    super(signal);
    this.exitCode = EXIT_CODES[signal];
  }
}

export type Interruption = {
  /** Aborted, with Interrupted as its reason, as soon as a signal arrives. */
  signal: AbortSignal;
  /** The outcome of `work`, or Interrupted, whichever comes first. */
  orInterrupted<T>(work: Promise<T>): Promise<T>;
};

/** From now on a signal does not end the process, until a second one does: what was started can be stopped first. */
export function onInterruption(): Interruption {
  const controller = new AbortController();
  let since: number | undefined;
  const interrupted = new Promise<never>((_, reject) =>
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason)),
  );
  interrupted.catch(() => {});
  for (const name of Object.keys(EXIT_CODES) as Signal[]) {
    process.on(name, () => {
      if (since !== undefined && performance.now() - since > SAME_SIGNAL_MS) process.exit(EXIT_CODES[name]);
      since ??= performance.now();
      controller.abort(new Interrupted(name));
    });
  }
  return { signal: controller.signal, orInterrupted: (work) => Promise.race([work, interrupted]) };
}
