import type { Deps } from "@/lib/platform/deps";
import { twoFactorState } from "@/lib/two-factor/state";
import type { UserRow } from "./store";
import type { UserOverview } from "./types";

export function toOverview(deps: Deps, row: UserRow): UserOverview {
  const { totpSecret, _count, disabledAt, emailProvenAt, emailLoginVerification, passwordHash, ...user } = row;
  const confirmedAt = totpSecret?.confirmedAt ?? null;
  const state = twoFactorState(confirmedAt, deps.clock.now(), deps.config.twoFactorMaxAgeDays);
  return {
    ...user,
    disabled: disabledAt !== null,
    twoFactor: { state, confirmedAt },
    emailVerification: emailLoginVerification && emailProvenAt !== null,
    hasPassword: passwordHash !== null,
    backupCodesLeft: confirmedAt ? _count.backupCodes : 0,
  };
}
