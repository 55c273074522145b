import { enqueueMail, findMailTimes } from "@/lib/features/notifications/outbox";
import { type ClientInfo, describeUserAgent } from "@/lib/platform/client-info";
import { addSeconds } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import type { EmailChallengePurpose } from "@/lib/platform/db/generated/enums";
import type { Statements } from "@/lib/platform/db/statements";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import {
  CLOCK_SKEW_SECONDS,
  EMAIL_CODE_ATTEMPTS,
  EMAIL_CODE_LIFETIME_SECONDS,
  EMAIL_SEND_AGAIN_AFTER_SECONDS,
  EMAIL_SENDS_PER_HOUR,
} from "@/lib/policy";
import { emailCodeHash, generateEmailCode, parseEmailCode } from "./schema";
import {
  consumeChallenge,
  consumeEmailCodeAttempt,
  findLiveChallenge as find,
  findNewestSend,
  insertChallenge,
  isLiveCode,
  lockSends,
  voidChallenges,
} from "./store";

/** The pending sign-in or session that requested a code. It passes nowhere else. */
export type Binding =
  | { purpose: Extract<EmailChallengePurpose, "login">; loginAttemptId: string }
  | { purpose: Exclude<EmailChallengePurpose, "login">; sessionId: string };

/** The settings that take effect with a confirmed address. */
export type SettingsWithAddress = { loginVerification: boolean; securityMails: boolean };

export type SendProblem = { code: "send-again-later"; retryAt: Date };

/** When the newest code was sent, and from when on another may be. */
export type SendState = { sentAt: Date | null; sendAgainAt: Date };

type Input = {
  user: { id: string; username: string };
  address: string;
  binding: Binding;
  client: ClientInfo;
  settings?: SettingsWithAddress;
};

/**
 * Creates a code and queues its email, both in the caller's transaction. Returns the email's id, to be sent after commit. Earlier codes
 * stay valid until they expire, so that a code is never void on arrival.
 */
export async function sendCode(deps: Deps, tx: Transaction, input: Input): Promise<Result<{ mailId: string }, SendProblem>> {
  const { user, address, binding, client, settings } = input;
  const at = deps.clock.now();
  await lockSends(tx, user.id);
  const { sendAgainAt } = await readSendState(tx, user.id, binding, at);
  if (sendAgainAt > at) return err({ code: "send-again-later", retryAt: sendAgainAt });
  const code = generateEmailCode(deps.random);
  await insertChallenge(tx, binding, {
    userId: user.id,
    address,
    codeHash: emailCodeHash(deps.keyedHash, binding, code),
    attemptsLeft: EMAIL_CODE_ATTEMPTS,
    createdAt: at,
    expiresAt: addSeconds(at, EMAIL_CODE_LIFETIME_SECONDS),
    ...settings,
  });
  const { browser, system } = describeUserAgent(client.userAgent);
  const expiresInMinutes = EMAIL_CODE_LIFETIME_SECONDS / 60;
  const mail = { kind: MAIL_KIND[binding.purpose], code, expiresInMinutes, at, ip: client.ip, browser, system };
  const addressee = { userId: user.id, username: user.username, to: address, locale: client.locale };
  return ok({ mailId: await enqueueMail(deps, tx, { ...addressee, mail }) });
}

const HOUR_SECONDS = 60 * 60;

/**
 * Returns when the newest code was sent for this sign-in or session, and from when on another may be: 60 s after it, and at most 5 an
 * hour for the account and purpose. Those are counted in the outbox, which outlives sign-ins and sessions. Sends with a future time, left
 * by a clock that went back, are ignored.
 */
export async function readSendState(db: Transaction, userId: string, binding: Binding, now: Date): Promise<SendState> {
  const since = addSeconds(now, -HOUR_SECONDS);
  const until = addSeconds(now, CLOCK_SKEW_SECONDS);
  const sentAt = await findNewestSend(db, binding, since, until);
  const limits = [now];
  if (sentAt) limits.push(addSeconds(sentAt, EMAIL_SEND_AGAIN_AFTER_SECONDS));
  const times = await findMailTimes(db, userId, MAIL_KIND[binding.purpose], since);
  const limiting = times.filter((time) => time <= until)[EMAIL_SENDS_PER_HOUR - 1];
  if (limiting) limits.push(addSeconds(limiting, HOUR_SECONDS));
  return { sentAt, sendAgainAt: new Date(Math.max(...limits.map((date) => date.getTime()))) };
}

export type CheckedEmailCode = { factor: "email_code"; consume(tx: Statements): Promise<boolean> };
export type EmailCodeProblem = { code: "malformed-email-code" } | { code: "invalid-email-code" };

/**
 * Checks a code against those sent for the binding, without consuming it. The caller counts the attempt before, and calls `consume` in
 * the transaction that grants what the code is for.
 */
export async function checkEmailCode(deps: Deps, binding: Binding, input: string): Promise<Result<CheckedEmailCode, EmailCodeProblem>> {
  const code = parseEmailCode(input);
  if (!code) return err({ code: "malformed-email-code" });
  const codeHash = emailCodeHash(deps.keyedHash, binding, code);
  if (!(await isLiveCode(deps.db, binding, codeHash, deps.clock.now()))) return err({ code: "invalid-email-code" });
  return ok({
    factor: "email_code",
    async consume(tx) {
      if (!(await consumeChallenge(tx, binding, codeHash, deps.clock.now()))) return false;
      await voidChallenges(tx, binding, deps.clock.now());
      return true;
    },
  });
}

type CodeAttemptProblem = { code: "malformed-email-code" } | { code: "no-pending-address" };

const bindingOf = (sessionId: string) => ({ purpose: "address", sessionId }) as const;

/** Consumes an attempt of the codes sent to the new address, committed before the input is checked. */
export async function consumeAddressCodeAttempt(
  deps: Deps,
  sessionId: string,
  input: string,
): Promise<Result<{ attemptsLeft: number }, CodeAttemptProblem>> {
  if (parseEmailCode(input) === null) return err({ code: "malformed-email-code" });
  const attemptsLeft = await consumeEmailCodeAttempt(deps.db, bindingOf(sessionId), deps.clock.now());
  return attemptsLeft === null ? err({ code: "no-pending-address" }) : ok({ attemptsLeft });
}

/** Consumes the code. Returns the address that it was sent to, once, else null. */
export async function consumeAddressCode(
  deps: Deps,
  tx: Transaction,
  sessionId: string,
  input: string,
): Promise<{ address: string; settings: SettingsWithAddress } | null> {
  const binding = bindingOf(sessionId);
  const codeHash = emailCodeHash(deps.keyedHash, binding, parseEmailCode(input) ?? "");
  const challenge = await consumeChallenge(tx, binding, codeHash, deps.clock.now());
  if (!challenge) return null;
  await voidChallenges(tx, binding, deps.clock.now());
  return { address: challenge.address, settings: settingsOf(challenge) };
}

export type LiveChallenge = { address: string; createdAt: Date; settings: SettingsWithAddress };

/** Returns where and when the newest valid code was sent, and the settings requested with it; null without one. */
export async function findLiveChallenge(deps: Deps, binding: Binding): Promise<LiveChallenge | null> {
  const challenge = await find(deps.db, binding, deps.clock.now());
  return challenge && { address: challenge.address, createdAt: challenge.createdAt, settings: settingsOf(challenge) };
}

/** Voids every code of the binding. */
export async function voidCodes(deps: Deps, binding: Binding): Promise<void> {
  await voidChallenges(deps.db, binding, deps.clock.now());
}

type Row = { [setting in keyof SettingsWithAddress]: boolean | null };

/** The settings requested together with the address; codes for other purposes hold none. */
function settingsOf({ loginVerification, securityMails }: Row): SettingsWithAddress {
  return { loginVerification: loginVerification ?? false, securityMails: securityMails ?? false };
}

/** The email that carries the code, for each purpose. */
const MAIL_KIND = {
  login: "login-code",
  address: "address-code",
  reverification: "reverification-code",
} as const satisfies Record<EmailChallengePurpose, string>;

/** `a•••@example.com`: enough for its owner to recognize the mailbox, too little to reveal the address. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf("@");
  return at < 1 ? "•••" : `${[...address][0]}•••${address.slice(at)}`;
}
