import { recordEvent } from "@/lib/features/audit/record";
import {
  consumeAddressCode,
  findLiveChallenge,
  maskAddress,
  type SendProblem,
  sendCode,
  takeAddressTry,
  voidCodes,
} from "@/lib/features/email-codes/email-codes";
import { isEmailCodeShaped } from "@/lib/features/email-codes/schema";
import { endOtherBrowsers, findBrowser } from "@/lib/features/known-browsers/known-browsers";
import { enqueueMail } from "@/lib/features/notifications/outbox";
import { noteSecurityEvent } from "@/lib/features/notifications/security-notices";
import { cancelSignIns } from "@/lib/features/sessions/end-sessions";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { chargeGuess, returnGuess, settleGuess } from "@/lib/features/throttle/throttle";
import { hasTwoFactor } from "@/lib/features/two-factor/two-factor";
import { type ClientInfo, describeUserAgent } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import { isUniqueViolation } from "@/lib/platform/db/errors";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { isSameAddress } from "./identifier";
import { findSettings, isAddressTaken, saveProvenAddress } from "./store";
import type { AddressProblem } from "./types";

/** `browserToken`: what the browser's long-lived cookie holds, if anything. */
type ConfirmInput = { session: CurrentSession; code: string; browserToken?: string | undefined; client: ClientInfo };

/** `change`: false when it is the address that the account had already, which is proven now. */
type Confirmed = { change: boolean };

/**
 * The code that came back from an address: it comes into force with the settings asked for, and an old one is told.
 * Only a submission of Basic Settings in this very session, proven there, has made such a code; guesses at it draw on the budget of
 * second factors, as a proven address decides where codes are sent. Whether another account has the address is shown to the
 * owner of its mailbox only.
 */
export async function confirmAddress(
  deps: Deps,
  { session, code, browserToken, client }: ConfirmInput,
): Promise<Result<Confirmed, AddressProblem>> {
  const userId = session.user.id;
  if (!isEmailCodeShaped(code)) return err({ code: "malformed-email-code" });
  const browserId = await findBrowser(deps, userId, browserToken, "second_factor");
  const charged = await chargeGuess(deps, { secret: "second_factor", guessed: { userId }, browserId, ip: client.ip });
  if (!charged.ok) return charged;
  const { retryAt } = charged.value;
  const tried = await takeAddressTry(deps, session.id, code);
  if (!tried.ok) {
    await returnGuess(deps.direct, charged.value);
    return tried;
  }
  const twoFactor = await hasTwoFactor(deps, userId);
  const confirmed = deps.db.$transaction(async (tx): Promise<Result<Confirmed, AddressProblem>> => {
    const proven = await consumeAddressCode(deps, tx, session.id, code);
    if (!proven) return err({ code: "invalid-email-code", triesLeft: tried.value.triesLeft, retryAt });
    await settleGuess(tx, charged.value);
    if (await isAddressTaken(tx, userId, proven.address)) return err({ code: "email-taken" });
    const old = await findSettings(tx, userId);
    const { loginVerification: emailLoginVerification, securityMails } = proven.settings;
    await cancelSignIns(tx, userId, deps.clock.now(), "settings-changed");
    await saveProvenAddress(tx, userId, { email: proven.address, provenAt: deps.clock.now(), emailLoginVerification, securityMails });
    await endOtherBrowsers(deps, tx, { userId, browserToken, ...(!twoFactor && { secondFactor: true }) });
    const change = !isSameAddress(old.email, proven.address);
    const kind = change ? "address-changed" : "address-confirmed";
    if (change) await tellOldAddress(deps, tx, { user: session.user, old, newAddress: proven.address, client });
    await noteSecurityEvent(deps, tx, { userId, kind, client });
    await recordEvent(deps, tx, { type: kind, actorUserId: userId, subjectUserId: userId, client });
    return ok({ change });
  });
  // Two accounts have proven the same address at the same moment: the second one learns that it is taken.
  return confirmed.catch((error: unknown) => {
    if (isUniqueViolation(error)) return err({ code: "email-taken" });
    throw error;
  });
}

type SendAgainInput = { session: CurrentSession; client: ClientInfo };

/**
 * `Send again` for a new address: one more code to the one that waits in this session, with the settings asked for then.
 * Address and settings come from the row that a proven submission made, so nothing new can be asked for here.
 */
export async function sendAddressCodeAgain(
  deps: Deps,
  { session, client }: SendAgainInput,
): Promise<Result<{ mailId: string }, SendProblem | { code: "no-address-to-prove" }>> {
  const binding = { purpose: "address", sessionId: session.id } as const;
  const waiting = await findLiveChallenge(deps, binding);
  if (!waiting) return err({ code: "no-address-to-prove" });
  const { address, settings } = waiting;
  return deps.db.$transaction((tx) => sendCode(deps, tx, { user: session.user, address, binding, settings, client }));
}

/** Forgets the address that waits for its code in this session; what is in force stays. */
export async function giveUpAddress(deps: Deps, session: CurrentSession): Promise<void> {
  await voidCodes(deps, { purpose: "address", sessionId: session.id });
}

type AddressChange = {
  user: { id: string; username: string };
  old: { email: string | null; emailProvenAt: Date | null };
  /** Null when the address was taken off without another. */
  newAddress: string | null;
  client: ClientInfo;
};

/** Tells the address that has been in force, whether or not security mails are wanted: its owner may know nothing of it. */
export async function tellOldAddress(deps: Deps, tx: Transaction, { user, old, newAddress, client }: AddressChange): Promise<void> {
  if (old.email === null || old.emailProvenAt === null) return;
  const { browser, system } = describeUserAgent(client.userAgent);
  const mail = {
    kind: "address-changed",
    newAddress: newAddress && maskAddress(newAddress),
    at: deps.clock.now(),
    ip: client.ip,
    browser,
    system,
  } as const;
  await enqueueMail(deps, tx, { userId: user.id, username: user.username, to: old.email, mail });
}
