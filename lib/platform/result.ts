/** An expected outcome is a value; throwing means a bug or a broken environment. */
export type Result<T, P> = { ok: true; value: T } | { ok: false; problem: P };

export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function err<P>(problem: P): { ok: false; problem: P } {
  return { ok: false, problem };
}
