import { recordEvent } from "@/lib/features/audit/record";
import { voidSessions } from "@/lib/features/sessions/end-sessions";
import { voidBackupCodes } from "@/lib/features/two-factor/backup-codes";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { findLiveServers, insertSettingOnce, lockKeys, replaceSetting } from "./store";

const FACT = "auth-secret";

/** What the database keeps of AUTH_SECRET: enough to know it again, and nothing of it. */
const checkValue = ({ keyedHash }: Deps) => keyedHash("instance", FACT);

/** Whether AUTH_SECRET is the one that the database was used with; the first one that it meets is. */
export async function checkAuthSecret(deps: Deps, tx: Transaction = deps.db): Promise<boolean> {
  return (await insertSettingOnce(tx, FACT, checkValue(deps))) === checkValue(deps);
}

/**
 * Takes AUTH_SECRET as it is now for the right one. What only the former one could check is gone for good: sessions and
 * backup codes would otherwise be shown as if they were worth something. Refused while a server runs with the former one.
 */
export async function acceptAuthSecret(deps: Deps): Promise<Result<{ changed: boolean }, { code: "server-running" }>> {
  return deps.db.$transaction(async (tx) => {
    await lockKeys(tx);
    if (await checkAuthSecret(deps, tx)) return ok({ changed: false });
    if ((await findLiveServers(tx)).length > 0) return err({ code: "server-running" });
    await replaceSetting(tx, FACT, checkValue(deps));
    await voidSessions(tx);
    await voidBackupCodes(tx);
    await recordEvent(deps, tx, { type: "auth-secret-accepted", actorUserId: null, subjectUserId: null, client: null });
    return ok({ changed: true });
  });
}
