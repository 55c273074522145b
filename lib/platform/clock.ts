/** The only source of time. Tests pass a clock that they move by hand. */
export type Clock = { now(): Date };

/** Seconds since an arbitrary moment of this process. A corrected clock does not move them (`docs/decisions/0024-clock-jumps.md`). */
export function monotonicSeconds(): number {
  return performance.now() / 1000;
}

export const systemClock: Clock = { now: () => new Date() };

/** `date` moved by `seconds` (negative: into the past). */
export function addSeconds(date: Date, seconds: number): Date {
  return new Date(date.getTime() + seconds * 1000);
}

/** Seconds from `earlier` to `later`; negative when the order is the other way round. */
export function secondsBetween(earlier: Date, later: Date): number {
  return (later.getTime() - earlier.getTime()) / 1000;
}

/** Settles with `work`, or resolves with `late` after `ms`. */
export function withTimeout<T, L>(work: Promise<T>, ms: number, late: L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<L>((resolve) => {
    timer = setTimeout(() => resolve(late), ms);
  });
  return Promise.race([work, waited]).finally(() => clearTimeout(timer));
}

/**
 * A timeout that a busy event loop does not shorten: time counts in ticks, and a late tick counts once. Data waiting in the
 * socket is read between two ticks, so an answer in time is never missed because this process was busy.
 */
const TICK_MS = 50;

/** Settles with `work`, or rejects with ETIMEDOUT after `ms` in which the loop was free to see it settle. */
export function withLoopTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
  let ticksLeft = Math.ceil(ms / TICK_MS);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    const tick = () => {
      ticksLeft -= 1;
      if (ticksLeft > 0) timer = setTimeout(tick, TICK_MS);
      else reject(Object.assign(new Error(`timeout: no answer within ${ms} ms`), { code: "ETIMEDOUT" }));
    };
    timer = setTimeout(tick, TICK_MS);
  });
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}
