type Fields = Record<string, string | number>;
type Folded = { fields: Fields; repeats: number };

type Options = {
  /** How long entries of one key are folded into two lines: the first, and how many came after it. */
  windowSeconds: number;
  /** Keys with lines of their own in a window; what belongs to others is counted together. */
  keysAtMost: number;
  write(fields: Fields): void;
};

export type FoldedLog = { note(key: string, fields: Fields): void; flush(): void };

/** A log that a flood cannot fill: at most 2 * keysAtMost + 1 lines in each window, however much is noted. */
export function createFoldedLog({ windowSeconds, keysAtMost, write }: Options): FoldedLog {
  const keys = new Map<string, Folded>();
  let others = 0;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const { fields, repeats } of keys.values()) if (repeats > 0) write({ ...fields, repeats });
    if (others > 0) write({ others });
    keys.clear();
    others = 0;
  }

  function note(key: string, fields: Fields): void {
    timer ??= setTimeout(flush, windowSeconds * 1000).unref();
    const known = keys.get(key);
    if (known) known.repeats += 1;
    else if (keys.size >= keysAtMost) others += 1;
    else {
      keys.set(key, { fields, repeats: 0 });
      write(fields);
    }
  }

  return { note, flush };
}
