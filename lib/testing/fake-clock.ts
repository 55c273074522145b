import { addSeconds, type Clock } from "@/lib/platform/clock";

export type FakeClock = Clock & { advance(seconds: number): void; set(date: Date): void };

/** A clock that stands still until it is moved; starts in the middle of a TOTP time step. */
export function fakeClock(start = new Date("2026-03-01T12:00:15Z")): FakeClock {
  let now = start;
  return {
    now: () => now,
    advance(seconds) {
      now = addSeconds(now, seconds);
    },
    set(date) {
      now = date;
    },
  };
}
