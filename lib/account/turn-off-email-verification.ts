import { recordEvent } from "@/lib/audit/record";
import { endOtherBrowsers } from "@/lib/known-browsers/end-browsers";
import type { Deps } from "@/lib/platform/deps";
import { noteSecurityEvent } from "@/lib/security-notices/note-security-event";
import { cancelSignIns } from "@/lib/sessions/end-user-sessions";
import { clearEmailVerification } from "./store";

/**
 * For the operator, when mail does not arrive and nobody is left who could read the outbox: sign-in asks for no mailed code
 * any more. Sign-ins that wait for one end; begun again, they need none. False when it was off already.
 */
export async function turnOffEmailVerification(deps: Deps, { userId }: { userId: string }): Promise<boolean> {
  return deps.db.$transaction(async (tx) => {
    if (!(await clearEmailVerification(tx, userId))) return false;
    await cancelSignIns(tx, userId, deps.clock.now(), "settings-changed");
    await endOtherBrowsers(deps, tx, { userId });
    const event = { type: "email-verification-disabled", actorUserId: null, subjectUserId: userId, client: null } as const;
    await noteSecurityEvent(deps, tx, { userId, kind: "email-verification-disabled", client: null });
    await recordEvent(deps, tx, event);
    return true;
  });
}
