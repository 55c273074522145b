import type { UserOverview } from "@/lib/users/types";
import type { UserAction } from "./types";

/** What there is to do to the account; nothing to one's own, which has its settings. Null: the operator, who is nobody here. */
export function availableActions(user: UserOverview, actorUserId: string | null): UserAction[] {
  if (user.id === actorUserId) return [];
  const waitsForPassword = !user.hasPassword && !user.disabled;
  return [
    ...(user.twoFactor.state === "not-enabled" ? [] : (["reset-2fa"] as const)),
    ...(waitsForPassword ? (["new-link"] as const) : (["sign-out-everywhere"] as const)),
    user.disabled ? "enable" : "disable",
  ];
}
