/** The only source of time. Tests pass a clock that they move by hand. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };

/** `date` moved by `seconds` (negative: into the past). */
export function addSeconds(date: Date, seconds: number): Date {
  return new Date(date.getTime() + seconds * 1000);
}

/** Seconds from `earlier` to `later`; negative when the order is the other way round. */
export function secondsBetween(earlier: Date, later: Date): number {
  return (later.getTime() - earlier.getTime()) / 1000;
}
