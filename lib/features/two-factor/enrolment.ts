import { v7 } from "uuid";
import { recordOwnEvent } from "@/lib/features/audit/record";
import { endOtherBrowsers, findBrowser, type RequestClient } from "@/lib/features/known-browsers/known-browsers";
import { recordSecurityNotice } from "@/lib/features/notifications/security-notices";
import { endUserSessions } from "@/lib/features/sessions/end-sessions";
import type { ReverifiedSession } from "@/lib/features/sessions/session";
import { consumeAttempt, refundAttempts } from "@/lib/features/throttle/throttle";
import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { CLEANUP_BATCH_SIZE, ENROLMENT_LIFETIME_SECONDS, EXPIRED_RETENTION_SECONDS } from "@/lib/policy";
import { issueBackupCodes } from "./backup-codes";
import { parseCode } from "./schema";
import type { Enrolment, EnrolmentProblem } from "./state";
import {
  consumePendingSecret,
  deleteExpiredEnrolments,
  findConfirmedSecret,
  findPendingSecret,
  insertPendingSecret,
  replaceSecret,
} from "./store";
import { decryptSecret, encryptSecret, generateTotpSecret, otpauthUri, verifyTotp } from "./totp";

type BeginInput = { session: ReverifiedSession };

/**
 * Returns the secret to scan: the one still pending in this session, else a new one. Stored on the server, so the browser never chooses
 * it; the working secret stays in force until `confirmEnrolment`.
 */
export async function beginEnrolment(deps: Deps, { session }: BeginInput): Promise<Enrolment> {
  const { id: userId, username } = session.user;
  const now = deps.clock.now();
  const pending = (await findPendingSecret(deps.db, session.id, now)) ?? (await createPendingSecret(deps, session, now));
  const secret = decryptSecret(deps, userId, pending.encrypted);
  return { secret, otpauthUri: otpauthUri(deps.config.appName, username, secret), expiresAt: pending.expiresAt };
}

async function createPendingSecret(deps: Deps, session: ReverifiedSession, now: Date) {
  const owner = { userId: session.user.id, sessionId: session.id };
  const encrypted = encryptSecret(deps, owner.userId, generateTotpSecret(deps.random));
  await insertPendingSecret(deps.db, owner, encrypted, now, addSeconds(now, ENROLMENT_LIFETIME_SECONDS));
  const pending = await findPendingSecret(deps.db, session.id, now);
  if (!pending) throw new Error("the pending secret was confirmed or removed while it was being made");
  return pending;
}

type ConfirmInput = RequestClient & { session: ReverifiedSession; code: string };

/** `replacedSince`: since when the secret replaced by a renewal was in force. */
type Confirmed = { backupCodes: string[]; otherSessionsEnded: number; replacedSince: Date | null };

/**
 * Switches 2FA on, or renews it: the pending secret becomes the working one when a code confirms it. That code's step is consumed, six new
 * backup codes are returned (the only time they are shown), and the other sessions end. Of the known browsers only this one stays known:
 * the code has passed in it.
 */
export async function confirmEnrolment(
  deps: Deps,
  { session, code, browserToken, client }: ConfirmInput,
): Promise<Result<Confirmed, EnrolmentProblem>> {
  const userId = session.user.id;
  const pending = await findPendingSecret(deps.db, session.id, deps.clock.now());
  if (!pending) return err({ code: "enrolment-expired" });
  const typed = parseCode(code);
  if (typed.kind !== "totp") return err({ code: "malformed-code" });
  const browserId = await findBrowser(deps, userId, browserToken, "second_factor");
  const charged = await consumeAttempt(deps, { secret: "second_factor", target: { userId }, browserId, ip: client.ip });
  if (!charged.ok) return charged;
  const { retryAt } = charged.value;
  const secret = decryptSecret(deps, userId, pending.encrypted);
  const verdict = verifyTotp({ secret, lastAcceptedStep: null }, typed.digits, deps.clock.now(), "past-and-future");
  if (verdict.kind === "wrong") return err({ code: "wrong-enrolment-code", clockOffsetSeconds: verdict.clockOffsetSeconds, retryAt });
  if (verdict.kind === "already-used") return err({ code: "code-already-used", retryAt });
  const confirmed = await deps.db.$transaction(async (tx): Promise<Confirmed | null> => {
    const consumed = await consumePendingSecret(tx, pending.id);
    if (!consumed) return null;
    await refundAttempts(tx, charged.value);
    const replaced = await findConfirmedSecret(tx, userId);
    const type = replaced ? "two-factor-renewed" : "two-factor-enabled";
    const id = v7({ msecs: deps.clock.now().getTime(), random: deps.random.bytes(16) });
    await replaceSecret(tx, { id, userId, ...consumed, confirmedAt: deps.clock.now(), lastAcceptedStep: verdict.step });
    const ended = { reason: "two-factor-changed", exceptId: session.id } as const;
    const otherSessionsEnded = await endUserSessions(tx, userId, deps.clock.now(), ended);
    await endOtherBrowsers(deps, tx, { userId, browserToken, secondFactor: true });
    const backupCodes = await issueBackupCodes(deps, tx, userId);
    await recordSecurityNotice(deps, tx, { userId, kind: type, client });
    await recordOwnEvent(deps, tx, { type, userId, factor: "totp", client });
    return { backupCodes, otherSessionsEnded, replacedSince: replaced?.confirmedAt ?? null };
  });
  return confirmed ? ok(confirmed) : err({ code: "enrolment-expired" });
}

/** Deletes enrolments that expired a day ago. */
export async function purgeEnrolments(deps: Deps): Promise<void> {
  await deleteExpiredEnrolments(deps.db, addSeconds(deps.clock.now(), -EXPIRED_RETENTION_SECONDS), CLEANUP_BATCH_SIZE);
}
