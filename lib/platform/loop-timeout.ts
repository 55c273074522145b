/**
 * A timeout that a busy event loop does not shorten: time counts in ticks, and a tick counts once however late it comes. What
 * waits in the socket meanwhile is read between two ticks, so what answers in time is never taken for silent because this
 * process was too busy to listen.
 */
const TICK_MS = 50;

/** Settles with `work`, or rejects with ETIMEDOUT after `ms` in which the loop was free to see it settle. */
export function withinLoopTime<T>(work: Promise<T>, ms: number): Promise<T> {
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
