import { type EmailCodeProblem, maskAddress, readSendState, type SendState } from "@/lib/features/email-codes/email-codes";
import { findBrowser, type RequestClient } from "@/lib/features/known-browsers/known-browsers";
import { readDelivery } from "@/lib/features/notifications/outbox";
import type { DeliveryState } from "@/lib/features/notifications/types";
import { cancelSignIns } from "@/lib/features/sessions/end-sessions";
import { findRetryTime, type RetryTime, type ThrottleProblem } from "@/lib/features/throttle/throttle";
import type { CodeProblem } from "@/lib/features/two-factor/check-code";
import { type SignInProtection, signInProtection } from "@/lib/features/two-factor/state";
import type { Language } from "@/lib/i18n/locales";
import { addSeconds } from "@/lib/platform/clock";
import type { Factor } from "@/lib/platform/db/generated/enums";
import type { Deps } from "@/lib/platform/deps";
import { CLEANUP_BATCH_SIZE, EXPIRED_RETENTION_SECONDS } from "@/lib/policy";
import { deleteExpiredAttempts, findAttempt } from "./store";

/** The data of a pending sign-in that decide its status. */
export type AttemptRecord = {
  factorsDue: Factor[];
  attemptsLeft: number;
  expiresAt: Date;
  cancelledAt: Date | null;
  consumedAt: Date | null;
};

export type AttemptStatus = "pending" | "finished" | "cancelled" | "no-attempts-left" | "timed-out";

/** The due code: of the app (or a backup code), or emailed to the address, which is shown masked. `delivery` is null when none was sent. */
export type PendingStep =
  | { method: "two-factor-code" }
  | ({ method: "email-code"; maskedAddress: string; delivery: DeliveryState | null } & SendState);

/** What the verification page shows. `ended` means start again at /login; nothing of the attempt can be used any more. */
export type AttemptView =
  | { status: "none" }
  | { status: "pending"; id: string; username: string; step: PendingStep; remember: boolean; attemptsLeft: number; returnTo: string | null }
  | { status: "ended"; reason: AttemptEnd; returnTo: string | null };

/** `changed`: the account was changed, or its sessions ended, while the sign-in waited for its code. */
type AttemptEnd = Exclude<AttemptStatus, "pending"> | "changed";

/** `previousSessionToken`: of the browser's previous session, if it holds one. */
export type Visitor = RequestClient & { previousSessionToken?: string | undefined };

/** The result of a complete sign-in; `returnTo` is the requested page. */
export type CompletedSignIn = {
  userId: string;
  username: string;
  sessionToken: string;
  browserToken: string;
  remember: boolean;
  returnTo: string | null;
  /** The language that the user has chosen; null: the browser's. */
  language: Language | null;
};

/** `mailId` when a code has been queued, to be sent now. */
export type SignInStart =
  | { status: "complete"; login: CompletedSignIn }
  | { status: "pending"; attemptId: string; attemptToken: string; mailId: string | null };

/** `account-disabled`: only after the right password. */
export type BeginSignInProblem = ({ code: "wrong-credentials" | "account-disabled" } & RetryTime) | ThrottleProblem;

/** `attemptsLeft`: of the pending sign-in. */
type FailedCodeAttempt = RetryTime & { attemptsLeft: number };

export type VerifyProblem =
  | { code: "malformed-code" }
  | { code: "malformed-email-code" }
  | (EmailCodeProblem & FailedCodeAttempt)
  | (CodeProblem & FailedCodeAttempt)
  | { code: "start-again" }
  | ThrottleProblem;

/**
 * The status of a sign-in. Every end is final: no clock, reload or later answer leads back to `pending`. `store.ts` states the same
 * conditions in SQL, so that parallel requests cannot race.
 */
export function attemptStatus(attempt: AttemptRecord, now: Date): AttemptStatus {
  if (attempt.consumedAt) return "finished";
  if (attempt.cancelledAt) return "cancelled";
  if (now >= attempt.expiresAt) return "timed-out";
  return attempt.attemptsLeft > 0 ? "pending" : "no-attempts-left";
}

const FACTORS_DUE: Record<SignInProtection, readonly Factor[]> = {
  password: [],
  "email-code": ["email_code"],
  "two-factor": ["totp", "backup_code"],
};

/**
 * The factors any one of which completes the sign-in once the password has passed. 2FA replaces the emailed code: with it on, no code is
 * emailed at sign-in.
 */
export function factorsDueAfterPassword(account: { hasTwoFactor: boolean; emailVerification: boolean }): Factor[] {
  return [...FACTORS_DUE[signInProtection(account)]];
}

type Attempt = NonNullable<Awaited<ReturnType<typeof findAttempt>>>;

/** Returns what the verification page may show to the browser that holds `token`. Read-only: reloading changes nothing. */
export async function readAttempt(deps: Deps, token: string | undefined): Promise<AttemptView> {
  const attempt = token ? await findAttempt(deps.db, deps.keyedHash("login-attempt", token)) : null;
  if (!attempt) return { status: "none" };
  const status = attemptStatus(attempt, deps.clock.now());
  const { id, remember, attemptsLeft, returnTo, endReason, user } = attempt;
  if (status === "cancelled" && endReason) return { status: "ended", reason: "changed", returnTo };
  if (status !== "pending") return { status: "ended", reason: status, returnTo };
  return { status, id, username: user.username, step: await pendingStep(deps, attempt), remember, attemptsLeft, returnTo };
}

async function pendingStep(deps: Deps, { id, user, factorsDue }: Attempt): Promise<PendingStep> {
  if (!factorsDue.includes("email_code")) return { method: "two-factor-code" };
  const sending = await readSendState(deps.db, user.id, { purpose: "login", loginAttemptId: id }, deps.clock.now());
  const since = sending.sentAt;
  const delivery = since && (await readDelivery(deps, { userId: user.id, kind: "login-code", since }));
  return { method: "email-code", maskedAddress: maskAddress(user.email ?? ""), delivery, ...sending };
}

type Input = RequestClient & { attemptToken: string | undefined };

/**
 * Returns from when on a code of that sign-in's user is checked in this browser; null when it is now. For users whose wrong code has
 * ended the sign-in.
 */
export async function readRetryTime(deps: Deps, { attemptToken, browserToken, client }: Input): Promise<Date | null> {
  const attempt = attemptToken ? await findAttempt(deps.db, deps.keyedHash("login-attempt", attemptToken)) : null;
  if (!attempt) return null;
  const userId = attempt.user.id;
  const browserId = await findBrowser(deps, userId, browserToken, "second_factor");
  return findRetryTime(deps, { secret: "second_factor", target: { userId }, browserId, ip: client.ip });
}

/** `Back`: ends the pending sign-in for good. */
export async function cancelPendingSignIn(deps: Deps, attemptToken: string): Promise<void> {
  await cancelSignIns(deps.db, { tokenHash: deps.keyedHash("login-attempt", attemptToken) }, deps.clock.now(), null);
}

/** Deletes sign-ins that expired a day ago. */
export async function purgeSignIns(deps: Deps): Promise<void> {
  await deleteExpiredAttempts(deps.db, addSeconds(deps.clock.now(), -EXPIRED_RETENTION_SECONDS), CLEANUP_BATCH_SIZE);
}
