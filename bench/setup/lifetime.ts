const closers: (() => Promise<unknown>)[] = [];

/** Runs `close` when the measurement ends, the latest first. */
export function atEnd(close: () => Promise<unknown>): void {
  closers.push(close);
}

let ending = Promise.resolve();

/** Ends everything started since `mark` (see `beginning`), or everything; resolves when all other ends in progress are done. */
export function endAll(mark = 0): Promise<void> {
  const due = closers.splice(mark).reverse();
  ending = ending.then(async () => {
    for (const close of due) await close().catch((error: Error) => console.error(error.message));
  });
  return ending;
}

export const beginning = () => closers.length;
