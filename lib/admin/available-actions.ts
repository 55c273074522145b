import type { UserOverview } from "@/lib/users/types";
import type { UserAction } from "./types";

/**
 * What there is to do to the account; nothing to one's own, which has its settings. `actorUserId` is null for the operator.
 * `delayed`: a sign-in delay of the account is running.
 */
export function availableActions(user: UserOverview, actorUserId: string | null, delayed: boolean): UserAction[] {
  if (user.id === actorUserId) return [];
  const waitsForPassword = !user.hasPassword && !user.disabled;
  return [
    ...(user.twoFactor.state === "not-enabled" ? [] : (["reset-2fa"] as const)),
    ...(waitsForPassword ? (["new-link"] as const) : (["sign-out-everywhere"] as const)),
    ...(delayed ? (["unlock"] as const) : []),
    user.disabled ? "enable" : "disable",
  ];
}
