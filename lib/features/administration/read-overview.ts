import { expiredBefore } from "@/lib/features/two-factor/state";
import type { Deps } from "@/lib/platform/deps";
import { OVERVIEW_COUNT_MAX } from "@/lib/policy";
import { countOverview } from "./store";
import { OVERVIEW_COUNTS, type Overview } from "./types";

/** Returns what administrators see first. The caller has checked that the user is one. */
export async function readOverview({ db, clock, config, mailTransport }: Deps): Promise<Overview> {
  const now = clock.now();
  const limit = OVERVIEW_COUNT_MAX + 1;
  const counted = await countOverview(db, { now, expiredBefore: expiredBefore(now, config.twoFactorMaxAgeDays), limit });
  const counts = OVERVIEW_COUNTS.map((name) => {
    const value = Math.min(counted[name], OVERVIEW_COUNT_MAX);
    return [name, { value, isMore: counted[name] > value }] as const;
  });
  return { counts: Object.fromEntries(counts) as Overview["counts"], sendsEmail: mailTransport !== null };
}
