import { recordOwnEvent } from "@/lib/features/audit/record";
import { endOtherBrowsers, findBrowser, type RequestClient } from "@/lib/features/known-browsers/known-browsers";
import { recordSecurityNotice } from "@/lib/features/notifications/security-notices";
import { findWeakness } from "@/lib/features/passwords/find-weakness";
import { checkPassword, hashPassword } from "@/lib/features/passwords/hash";
import { endUserSessions } from "@/lib/features/sessions/end-sessions";
import type { ReverifiedSession } from "@/lib/features/sessions/session";
import { consumeAttempt, refundAttempts } from "@/lib/features/throttle/throttle";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { savePasswordHash, voidPasswordLinks } from "./store";
import type { ChangePasswordProblem } from "./types";

type Input = RequestClient & { session: ReverifiedSession; currentPassword: string; newPassword: string };

/** Replaces the password, given the current one. The other sessions end, the trust in other browsers, and links to set a password. */
export async function changePassword(
  deps: Deps,
  { session, currentPassword, newPassword, browserToken, client }: Input,
): Promise<Result<null, ChangePasswordProblem>> {
  const userId = session.user.id;
  const weakness = await findWeakness(deps, newPassword, session.user);
  if (weakness) return err(weakness);
  const browserId = await findBrowser(deps, userId, browserToken, "password");
  const consumed = await consumeAttempt(deps, { secret: "password", target: { userId }, browserId, ip: client.ip });
  if (!consumed.ok) return consumed;
  if (!(await checkPassword(deps, userId, currentPassword))) return err({ code: "wrong-password", retryAt: consumed.value.retryAt });
  if (newPassword.normalize("NFKC") === currentPassword.normalize("NFKC")) {
    await refundAttempts(deps.db, consumed.value);
    return err({ code: "same-password" });
  }
  const passwordHash = await hashPassword(deps, newPassword);
  await deps.db.$transaction(async (tx) => {
    await savePasswordHash(tx, userId, passwordHash);
    await voidPasswordLinks(tx, userId);
    await refundAttempts(tx, consumed.value);
    await endUserSessions(tx, userId, deps.clock.now(), { reason: "password-changed", exceptId: session.id });
    await endOtherBrowsers(deps, tx, { userId, browserToken });
    await recordSecurityNotice(deps, tx, { userId, kind: "password-changed", client });
    await recordOwnEvent(deps, tx, { type: "password-changed", userId, client });
  });
  return ok(null);
}
