/**
 * An error keeps what was on the stack until its trace is asked for once, and nobody asks for the one that React puts into a
 * signal at the end of every page. Each holds the immediate it was made in, that one its neighbours, and these the requests
 * they worked for: while requests overlap none would be freed, and the heap grow with every page. So it is asked for.
 */
export function freeAbortReasons(): void {
  const { abort } = AbortController.prototype;
  AbortController.prototype.abort = function (this: AbortController, reason?: unknown) {
    abort.call(this, reason);
    void (this.signal.reason as Partial<Error> | null)?.stack;
  };
}
