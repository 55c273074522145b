import { recordOwnEvent } from "@/lib/features/audit/record";
import { endOtherBrowsers, type RequestClient } from "@/lib/features/known-browsers/known-browsers";
import { recordSecurityNotice } from "@/lib/features/notifications/security-notices";
import { endAllSessions } from "@/lib/features/sessions/end-sessions";
import type { ReverifiedSession } from "@/lib/features/sessions/session";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { daysSince, type TwoFactorSummary, twoFactorState } from "./state";
import { countUnusedBackupCodes, deleteTwoFactor, findConfirmedSecret } from "./store";

/** Returns the state of the user's 2FA. */
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

/** Whether sign-in and settings require a code: every state but `not-enabled`. Takes no second connection within a transaction. */
export async function hasTwoFactor(deps: Deps, userId: string, tx: Transaction = deps.db): Promise<boolean> {
  return (await findConfirmedSecret(tx, userId)) !== null;
}

type DisableInput = RequestClient & { session: ReverifiedSession };

/** Switches 2FA off and deletes secret and backup codes. Email verification, where it was chosen, is a sign-in step again. */
export async function disableTwoFactor(deps: Deps, { session, browserToken, client }: DisableInput): Promise<void> {
  const userId = session.user.id;
  await deps.db.$transaction(async (tx) => {
    const deleted = await deleteTwoFactor(tx, userId);
    if (!deleted.secret) return;
    await endOtherBrowsers(deps, tx, { userId, browserToken, secondFactor: false });
    await recordSecurityNotice(deps, tx, { userId, kind: "two-factor-disabled", client });
    await recordOwnEvent(deps, tx, { type: "two-factor-disabled", userId, client });
  });
}

/**
 * Resets 2FA for a user who has lost every factor: deletes secret, enrolment, backup codes and all sessions. The caller records it.
 * Returns false when there was neither a secret nor an enrolment; the sessions have ended all the same.
 */
export async function resetTwoFactor(deps: Deps, tx: Transaction, userId: string): Promise<boolean> {
  const { secret, enrolment } = await deleteTwoFactor(tx, userId);
  await endAllSessions(deps, tx, userId, "two-factor-reset");
  return secret || enrolment;
}
