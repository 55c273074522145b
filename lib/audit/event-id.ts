import { v7 } from "uuid";
import type { Deps } from "@/lib/platform/deps";

const RANDOM_BYTES = 16;
const HIGHEST_COUNT = 0xffff_ffff;
let count = 0;

/** A UUID v7 of this moment: ids are in the order of time, and within a millisecond in that in which a server made them. */
export function newEventId({ clock, random }: Pick<Deps, "clock" | "random">): string {
  count = count === HIGHEST_COUNT ? 0 : count + 1;
  return v7({ msecs: clock.now().getTime(), seq: count, random: random.bytes(RANDOM_BYTES) });
}

/** No event of `moment` or later has a smaller id, and every earlier one has. */
export function lowestIdAt(moment: Date): string {
  const time = Math.max(0, moment.getTime()).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
