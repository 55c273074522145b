const closers: (() => Promise<unknown>)[] = [];

/** Runs `close` when the measurement ends, the latest first. */
export function atEnd(close: () => Promise<unknown>): void {
  closers.push(close);
}

/** Ends everything that was begun since `mark` (see `beginning`), or everything. */
export async function endAll(mark = 0): Promise<void> {
  for (const close of closers.splice(mark).reverse()) await close().catch((error: Error) => console.error(error.message));
}

export const beginning = () => closers.length;
