import { recordOwnEvent } from "@/lib/features/audit/record";
import {
  consumeAddressCode,
  consumeAddressCodeAttempt,
  findLiveChallenge,
  maskAddress,
  type SendProblem,
  sendCode,
  voidCodes,
} from "@/lib/features/email-codes/email-codes";
import { isEmailCodeShaped } from "@/lib/features/email-codes/schema";
import { endOtherBrowsers, findBrowser, type RequestClient } from "@/lib/features/known-browsers/known-browsers";
import { enqueueMail } from "@/lib/features/notifications/outbox";
import { recordSecurityNotice } from "@/lib/features/notifications/security-notices";
import { cancelSignIns } from "@/lib/features/sessions/end-sessions";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { consumeAttempt, refundAttempts, refundUncheckedAttempt } from "@/lib/features/throttle/throttle";
import { hasTwoFactor } from "@/lib/features/two-factor/two-factor";
import { type ClientInfo, describeUserAgent } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import { isUniqueViolation } from "@/lib/platform/db/errors";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { isSameAddress } from "./identifier";
import { findSettings, isAddressTaken, saveConfirmedAddress } from "./store";
import type { AddressProblem } from "./types";

type ConfirmInput = RequestClient & { session: CurrentSession; code: string };

/** `change`: false when it is the address that the account had already, which is confirmed now. */
type Confirmed = { change: boolean };

/**
 * Confirms a new address with its code: address and requested settings take effect, and the previous address is notified. Only a
 * reverified submission of Basic Settings in this session creates such a code. Wrong codes draw on the budget of second factors, as a
 * confirmed address decides where codes are sent. Only the owner of the mailbox learns whether another account has the address.
 */
export async function confirmAddress(
  deps: Deps,
  { session, code, browserToken, client }: ConfirmInput,
): Promise<Result<Confirmed, AddressProblem>> {
  const userId = session.user.id;
  if (!isEmailCodeShaped(code)) return err({ code: "malformed-email-code" });
  const browserId = await findBrowser(deps, userId, browserToken, "second_factor");
  const consumed = await consumeAttempt(deps, { secret: "second_factor", target: { userId }, browserId, ip: client.ip });
  if (!consumed.ok) return consumed;
  const { retryAt } = consumed.value;
  const attempt = await consumeAddressCodeAttempt(deps, session.id, code);
  if (!attempt.ok) {
    await refundUncheckedAttempt(deps.db, consumed.value);
    return attempt;
  }
  const twoFactor = await hasTwoFactor(deps, userId);
  const confirmed = deps.db.$transaction(async (tx): Promise<Result<Confirmed, AddressProblem>> => {
    const challenge = await consumeAddressCode(deps, tx, session.id, code);
    if (!challenge) return err({ code: "invalid-email-code", attemptsLeft: attempt.value.attemptsLeft, retryAt });
    await refundAttempts(tx, consumed.value);
    if (await isAddressTaken(tx, userId, challenge.address)) return err({ code: "email-taken" });
    const old = await findSettings(tx, userId);
    const { loginVerification: emailLoginVerification, securityMails } = challenge.settings;
    await cancelSignIns(tx, { userId }, deps.clock.now(), "settings-changed");
    await saveConfirmedAddress(tx, userId, {
      email: challenge.address,
      confirmedAt: deps.clock.now(),
      emailLoginVerification,
      securityMails,
    });
    await endOtherBrowsers(deps, tx, { userId, browserToken, ...(!twoFactor && { secondFactor: true }) });
    const change = !isSameAddress(old.email, challenge.address);
    const kind = change ? "address-changed" : "address-confirmed";
    if (change) await notifyPreviousAddress(deps, tx, { user: session.user, old, newAddress: challenge.address, client });
    await recordSecurityNotice(deps, tx, { userId, kind, client });
    await recordOwnEvent(deps, tx, { type: kind, userId, client });
    return ok({ change });
  });
  // Two accounts confirmed the same address at the same moment: the second one learns that it is taken.
  return confirmed.catch((error: unknown) => {
    if (isUniqueViolation(error)) return err({ code: "email-taken" });
    throw error;
  });
}

type SendAgainInput = { session: CurrentSession; client: ClientInfo };

/**
 * `Send again` for a new address: one more code for the pending address of this session. Address and settings come from the row of the
 * reverified submission, so nothing new can be requested here.
 */
export async function sendAddressCodeAgain(
  deps: Deps,
  { session, client }: SendAgainInput,
): Promise<Result<{ mailId: string }, SendProblem | { code: "no-pending-address" }>> {
  const binding = { purpose: "address", sessionId: session.id } as const;
  const waiting = await findLiveChallenge(deps, binding);
  if (!waiting) return err({ code: "no-pending-address" });
  const { address, settings } = waiting;
  return deps.db.$transaction((tx) => sendCode(deps, tx, { user: session.user, address, binding, settings, client }));
}

/** Discards the address that waits for its code in this session; the one in force stays. */
export async function discardPendingAddress(deps: Deps, session: CurrentSession): Promise<void> {
  await voidCodes(deps, { purpose: "address", sessionId: session.id });
}

type AddressChange = {
  user: { id: string; username: string };
  old: { email: string | null; emailConfirmedAt: Date | null };
  /** Null when the address was removed without another. */
  newAddress: string | null;
  client: ClientInfo;
};

/** Notifies the previous address whatever the email preferences say: its owner may not have made the change. */
export async function notifyPreviousAddress(deps: Deps, tx: Transaction, { user, old, newAddress, client }: AddressChange): Promise<void> {
  if (old.email === null || old.emailConfirmedAt === null) return;
  const { browser, system } = describeUserAgent(client.userAgent);
  const mail = {
    kind: "address-changed",
    newAddress: newAddress && maskAddress(newAddress),
    at: deps.clock.now(),
    ip: client.ip,
    browser,
    system,
  } as const;
  await enqueueMail(deps, tx, { userId: user.id, username: user.username, to: old.email, mail, locale: client.locale });
}
