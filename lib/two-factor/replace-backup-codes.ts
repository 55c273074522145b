import { recordEvent } from "@/lib/audit/record";
import { endOtherBrowsers } from "@/lib/known-browsers/end-browsers";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { noteSecurityEvent } from "@/lib/security-notices/note-security-event";
import type { ProvenSession } from "@/lib/sessions/types";
import { issueBackupCodes } from "./backup-codes";
import { lockSecret } from "./store";

/** `browserToken`: what the browser's long-lived cookie holds, if anything. */
type Input = { session: ProvenSession; browserToken?: string | undefined; client: ClientInfo };

/** Six new backup codes, returned this once; the old ones, used or not, are void. */
export async function replaceBackupCodes(
  deps: Deps,
  { session, browserToken, client }: Input,
): Promise<Result<{ backupCodes: string[] }, { code: "two-factor-off" }>> {
  const userId = session.user.id;
  const backupCodes = await deps.db.$transaction(async (tx) => {
    if (!(await lockSecret(tx, userId))) return null;
    const codes = await issueBackupCodes(deps, tx, userId);
    await endOtherBrowsers(deps, tx, { userId, browserToken });
    await noteSecurityEvent(deps, tx, { userId, kind: "backup-codes-replaced", client });
    await recordEvent(deps, tx, { type: "backup-codes-replaced", actorUserId: userId, subjectUserId: userId, client });
    return codes;
  });
  return backupCodes ? ok({ backupCodes }) : refuse({ code: "two-factor-off" });
}
