import { recordEvent } from "@/lib/audit/record";
import { endOtherBrowsers } from "@/lib/known-browsers/end-browsers";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Deps } from "@/lib/platform/deps";
import { noteSecurityEvent } from "@/lib/security-notices/note-security-event";
import type { ProvenSession } from "@/lib/sessions/types";
import { deleteTwoFactor } from "./store";

/** `browserToken`: what the browser's long-lived cookie holds, if anything. */
type Input = { session: ProvenSession; browserToken?: string | undefined; client: ClientInfo };

/** Switches 2FA off: secret and backup codes go. Email verification, where it was chosen, is a login step again. */
export async function disableTwoFactor(deps: Deps, { session, browserToken, client }: Input): Promise<void> {
  const userId = session.user.id;
  await deps.db.$transaction(async (tx) => {
    if (!(await deleteTwoFactor(tx, userId))) return;
    await endOtherBrowsers(deps, tx, { userId, browserToken, secondFactor: false });
    await noteSecurityEvent(deps, tx, { userId, kind: "two-factor-disabled", client });
    await recordEvent(deps, tx, { type: "two-factor-disabled", actorUserId: userId, subjectUserId: userId, client });
  });
}
