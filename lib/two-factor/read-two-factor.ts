import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { daysSince, twoFactorState } from "./state";
import { countUnusedBackupCodes, findConfirmedSecret } from "./store";
import type { TwoFactorSummary } from "./types";

/** How the user's 2FA stands now. */
export async function readTwoFactor(deps: Deps, userId: string): Promise<TwoFactorSummary> {
  const secret = await findConfirmedSecret(deps.db, userId);
  const confirmedAt = secret?.confirmedAt ?? null;
  const now = deps.clock.now();
  return {
    state: twoFactorState(confirmedAt, now, deps.config.twoFactorMaxAgeDays),
    confirmedAt,
    daysSinceConfirmed: daysSince(confirmedAt, now),
    backupCodesLeft: secret ? await countUnusedBackupCodes(deps.db, userId) : 0,
  };
}

/** Whether sign-in and settings ask for a code: every state but `not-enabled`. Within a transaction it takes no second connection. */
export async function hasTwoFactor(deps: Deps, userId: string, tx: Transaction = deps.db): Promise<boolean> {
  return (await findConfirmedSecret(tx, userId)) !== null;
}
