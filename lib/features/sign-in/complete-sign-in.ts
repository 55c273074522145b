import { recordOwnEvent } from "@/lib/features/audit/record";
import { recognizeBrowser } from "@/lib/features/known-browsers/known-browsers";
import { recordSecurityNotice } from "@/lib/features/notifications/security-notices";
import { endPreviousSession } from "@/lib/features/sessions/end-sessions";
import { startSession } from "@/lib/features/sessions/session";
import { recordBackupCodeUse } from "@/lib/features/two-factor/backup-codes";
import { findLanguage } from "@/lib/i18n/locales";
import type { Factor } from "@/lib/platform/db/generated/enums";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import type { CompletedSignIn, Visitor } from "./attempt";
import { finishAttempt } from "./store";

/** `passed`: the factor consumed in this transaction; null where only the password was due. */
type Input = Visitor & { attemptId: string; passed: Factor | null; remember: boolean };

/** The attempt was finished by another submission or ended, or a factor is due that was not when it began. */
export class AttemptEnded extends Error {}

/**
 * The only place that creates a session: finishes the attempt, starts the session and records it, all in the transaction that consumes
 * the factor. Throws AttemptEnded, which rolls that back, when the attempt has ended.
 */
export async function completeSignIn(deps: Deps, tx: Statements, input: Input): Promise<CompletedSignIn> {
  const { attemptId, passed, remember, browserToken, previousSessionToken, client } = input;
  const finish = { passed: passed ? [passed] : [], browserLocale: client.locale ?? null, now: deps.clock.now() };
  const attempt = await finishAttempt(tx, attemptId, finish);
  if (!attempt) throw new AttemptEnded();
  const { userId, username, wantsMails, firstSignIn, factorsPassed: factors, returnTo, locale } = attempt;
  const sessionToken = await startSession(deps, tx, { userId, factors, remember, client });
  const browser = await recognizeBrowser(deps, tx, { userId, token: browserToken, secondFactor: passed !== null });
  const isFirst = firstSignIn && browser.firstBrowser;
  if (wantsMails && !browser.known && !isFirst) await recordSecurityNotice(deps, tx, { userId, kind: "new-browser-sign-in", client });
  await endPreviousSession(deps, tx, { token: previousSessionToken, client });
  if (passed === "backup_code") await recordBackupCodeUse(deps, tx, { userId, client });
  await recordOwnEvent(deps, tx, { type: "signed-in", userId, factor: passed ?? "password", client });
  return { userId, username, sessionToken, browserToken: browser.token, remember, returnTo, language: findLanguage(locale) };
}
