import { addSeconds, type Clock } from "@/lib/platform/clock";

/** A clock that stands still until the test moves it. */
export type FakeClock = Clock & { advance(seconds: number): void; set(now: Date | string): void };

export function fakeClock(start: Date | string = "2026-03-01T12:00:00.000Z"): FakeClock {
  let now = new Date(start);
  return {
    now: () => new Date(now),
    advance: (seconds) => {
      now = addSeconds(now, seconds);
    },
    set: (date) => {
      now = new Date(date);
    },
  };
}
