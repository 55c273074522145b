import { recordEvent } from "@/lib/audit/record";
import { endOtherBrowsers } from "@/lib/known-browsers/end-browsers";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { endUserSessions } from "@/lib/sessions/end-user-sessions";
import { deleteTwoFactor } from "./store";

type Input = { userId: string; actorUserId: string | null; client: ClientInfo | null };

/** Takes 2FA off an account whose owner has lost every factor: secret, enrolment, backup codes and all sessions go. */
export async function takeTwoFactorOff(deps: Deps, tx: Transaction, { userId, actorUserId, client }: Input): Promise<void> {
  await deleteTwoFactor(tx, userId);
  await endUserSessions(tx, userId, deps.clock.now(), { reason: "two-factor-reset" });
  await endOtherBrowsers(deps, tx, { userId });
  await recordEvent(deps, tx, { type: "two-factor-reset", actorUserId, subjectUserId: userId, client });
}
