import { recordEvent } from "@/lib/audit/record";
import { chargeGuess, settleGuess } from "@/lib/guess-budget/charge";
import { endOtherBrowsers } from "@/lib/known-browsers/end-browsers";
import { findBrowser } from "@/lib/known-browsers/find-browser";
import { checkPassword } from "@/lib/passwords/check-password";
import { findWeakness } from "@/lib/passwords/find-weakness";
import { hashPassword } from "@/lib/passwords/hash";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { noteSecurityEvent } from "@/lib/security-notices/note-security-event";
import { endUserSessions } from "@/lib/sessions/end-user-sessions";
import type { ProvenSession } from "@/lib/sessions/types";
import { savePasswordHash } from "./store";
import type { ChangePasswordProblem } from "./types";

/** `browserToken`: what the browser's long-lived cookie holds, if anything. */
type Input = {
  session: ProvenSession;
  currentPassword: string;
  newPassword: string;
  browserToken: string | undefined;
  client: ClientInfo;
};

/** Replaces the password, given the current one. The other sessions end, and the trust in other browsers; this one stays. */
export async function changePassword(
  deps: Deps,
  { session, currentPassword, newPassword, browserToken, client }: Input,
): Promise<Result<null, ChangePasswordProblem>> {
  const userId = session.user.id;
  const weakness = await findWeakness(deps, newPassword, session.user);
  if (weakness) return refuse(weakness);
  const browserId = await findBrowser(deps, userId, browserToken, "password");
  const charged = await chargeGuess(deps, { secret: "password", guessed: { userId }, browserId, ip: client.ip });
  if (!charged.ok) return charged;
  if (!(await checkPassword(deps, userId, currentPassword))) return refuse({ code: "wrong-password", retryAt: charged.value.retryAt });
  if (newPassword.normalize("NFKC") === currentPassword.normalize("NFKC")) {
    await settleGuess(deps.direct, charged.value);
    return refuse({ code: "same-password" });
  }
  const passwordHash = await hashPassword(deps, newPassword);
  await deps.db.$transaction(async (tx) => {
    await savePasswordHash(tx, userId, passwordHash);
    await settleGuess(tx, charged.value);
    await endUserSessions(tx, userId, deps.clock.now(), { reason: "password-changed", exceptId: session.id });
    await endOtherBrowsers(deps, tx, { userId, browserToken });
    await noteSecurityEvent(deps, tx, { userId, kind: "password-changed", client });
    await recordEvent(deps, tx, { type: "password-changed", actorUserId: userId, subjectUserId: userId, client });
  });
  return ok(null);
}
