import { expiredBefore, type TwoFactorState } from "@/lib/features/two-factor/state";
import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { SESSION_INACTIVITY_SECONDS } from "@/lib/policy";
import { readCounts } from "./store";

export type Metrics = { sessions: number; users: Record<TwoFactorState, number>; mail: { waiting: number; failed: number } };

export async function readMetrics(deps: Deps): Promise<Metrics> {
  const now = deps.clock.now();
  const counts = await readCounts(deps.direct, now, {
    expiredBefore: expiredBefore(now, deps.config.twoFactorMaxAgeDays),
    seenAfter: addSeconds(now, -SESSION_INACTIVITY_SECONDS),
  });
  const { sessions, users, protectedUsers, expired, mailWaiting, mailFailed } = counts;
  return {
    sessions,
    users: { "not-enabled": users - protectedUsers, enabled: protectedUsers - expired, expired },
    mail: { waiting: mailWaiting, failed: mailFailed },
  };
}
