import { countUsersUpTo } from "@/lib/features/account/list-users";
import { countFailedEmails } from "@/lib/features/notifications/outbox";
import type { Deps } from "@/lib/platform/deps";
import { COUNT_LIMIT } from "@/lib/policy";
import type { Overview, OverviewCount } from "./types";

const COUNTERS: Record<OverviewCount, (deps: Deps, limit: number) => Promise<number>> = {
  users: (deps, limit) => countUsersUpTo(deps, limit),
  withoutTwoFactor: (deps, limit) => countUsersUpTo(deps, limit, { state: "not-enabled" }),
  expired: (deps, limit) => countUsersUpTo(deps, limit, { state: "expired" }),
  throttled: (deps, limit) => countUsersUpTo(deps, limit, { group: "throttled" }),
  invited: (deps, limit) => countUsersUpTo(deps, limit, { group: "invited" }),
  failedEmails: countFailedEmails,
};

/** Returns what administrators see first: how many the list behind each link holds. The caller has checked that the user is one. */
export async function readOverview(deps: Deps): Promise<Overview> {
  const counts = await Promise.all(
    Object.entries(COUNTERS).map(async ([name, count]) => {
      const counted = await count(deps, COUNT_LIMIT + 1);
      return [name, { value: Math.min(counted, COUNT_LIMIT), isMore: counted > COUNT_LIMIT }] as const;
    }),
  );
  return { counts: Object.fromEntries(counts) as Overview["counts"], sendsEmail: deps.mailTransport !== null };
}
