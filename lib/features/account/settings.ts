import { recordEvent, recordOwnEvent } from "@/lib/features/audit/record";
import { findLiveChallenge, readSendState, sendCode } from "@/lib/features/email-codes/email-codes";
import { endOtherBrowsers, type RequestClient } from "@/lib/features/known-browsers/known-browsers";
import { readDelivery } from "@/lib/features/notifications/outbox";
import { recordSecurityNotice } from "@/lib/features/notifications/security-notices";
import { cancelSignIns } from "@/lib/features/sessions/end-sessions";
import type { CurrentSession, ReverifiedSession } from "@/lib/features/sessions/session";
import { isEmailVerificationOn, protectionWithoutTwoFactor, type WeakerProtection } from "@/lib/features/two-factor/state";
import { hasTwoFactor } from "@/lib/features/two-factor/two-factor";
import type { Language } from "@/lib/i18n/locales";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { notifyPreviousAddress } from "./address";
import { isSameAddress } from "./identifier";
import { clearAddress, clearEmailVerification, findSettings, saveFlags, saveLocale } from "./store";
import type { AccountSettings, PendingAddress, RequestedSettings, SettingsOutcome, SettingsProblem, SettingsValues } from "./types";

type Change = RequestClient & { session: ReverifiedSession };
type Input = Change & { requested: RequestedSettings };
type Settings = Awaited<ReturnType<typeof findSettings>>;

/**
 * `Submit` on Basic Settings. Only a confirmed address takes effect: for any other one a code is sent, the requested settings wait for
 * it, and the old address and settings stay, so that a typo locks no user out. With 2FA on, the checkbox for email verification is not
 * offered, and its setting is kept.
 */
export async function updateSettings(deps: Deps, { requested, ...change }: Input): Promise<Result<SettingsOutcome, SettingsProblem>> {
  const { session, client } = change;
  const userId = session.user.id;
  const current = await findSettings(deps.db, userId);
  const emailLoginVerification = (await hasTwoFactor(deps, userId)) ? current.emailLoginVerification : requested.emailLoginVerification;
  const values = { ...requested, emailLoginVerification };
  if (values.email === null) {
    if (requested.emailLoginVerification) return err({ code: "address-needed" });
    if (current.email !== null) return deps.db.$transaction((tx) => removeAddress(deps, tx, { ...change, current }, values));
  }
  if (needsConfirmation(current, values))
    return deps.db.$transaction((tx) => sendAddressCode(deps, tx, change, values.email ?? "", values));
  return deps.db.$transaction(async (tx) => {
    const { securityMails } = values;
    await saveFlags(tx, userId, { emailLoginVerification, securityMails });
    if (emailLoginVerification !== current.emailLoginVerification) await endTrust(deps, tx, change);
    if (current.emailLoginVerification && !emailLoginVerification)
      await recordSecurityNotice(deps, tx, { userId, kind: "email-verification-disabled", client });
    await recordOwnEvent(deps, tx, { type: "settings-changed", userId, client });
    return ok({ applied: true });
  });
}

/** A new address, or an unconfirmed one that is now to be relied on or confirmed. */
function needsConfirmation(current: Settings, requested: RequestedSettings): boolean {
  const { email, emailLoginVerification, securityMails, confirmAddress } = requested;
  if (email === null) return false;
  if (!isSameAddress(current.email, email)) return true;
  return current.emailConfirmedAt === null && (emailLoginVerification || securityMails || confirmAddress === true);
}

async function sendAddressCode(deps: Deps, tx: Transaction, { session, client }: Change, address: string, requested: SettingsValues) {
  const sent = await sendCode(deps, tx, {
    user: session.user,
    address,
    binding: { purpose: "address", sessionId: session.id },
    settings: { loginVerification: requested.emailLoginVerification, securityMails: requested.securityMails },
    client,
  });
  return sent.ok ? ok({ applied: false as const, mailId: sent.value.mailId }) : sent;
}

/** With 2FA on the second factor stays what it was. */
async function endTrust(deps: Deps, tx: Transaction, { session, browserToken }: Change): Promise<void> {
  const userId = session.user.id;
  const twoFactor = await hasTwoFactor(deps, userId, tx);
  await endOtherBrowsers(deps, tx, { userId, browserToken, ...(!twoFactor && { secondFactor: false }) });
}

type Removal = Change & { current: Settings };

async function removeAddress(deps: Deps, tx: Transaction, { current, ...change }: Removal, { securityMails }: SettingsValues) {
  const { session, client } = change;
  const userId = session.user.id;
  await notifyPreviousAddress(deps, tx, { user: session.user, old: current, newAddress: null, client });
  await cancelSignIns(tx, { userId }, deps.clock.now(), "settings-changed");
  await clearAddress(tx, userId, securityMails);
  await endTrust(deps, tx, change);
  await recordOwnEvent(deps, tx, { type: "address-changed", userId, client });
  return ok({ applied: true as const });
}

/** Returns the Basic Settings in force, and the address that waits for its code in this session. */
export async function readSettings(deps: Deps, session: CurrentSession): Promise<AccountSettings> {
  const { email, emailConfirmedAt, emailLoginVerification, securityMails } = await findSettings(deps.db, session.user.id);
  return {
    email,
    emailConfirmed: emailConfirmedAt !== null,
    emailLoginVerification,
    securityMails,
    pendingAddress: await pendingAddress(deps, session, email),
  };
}

async function pendingAddress(deps: Deps, session: CurrentSession, email: string | null): Promise<PendingAddress | null> {
  const binding = { purpose: "address", sessionId: session.id } as const;
  const challenge = await findLiveChallenge(deps, binding);
  if (!challenge) return null;
  const { sendAgainAt } = await readSendState(deps.db, session.user.id, binding, deps.clock.now());
  const delivery = await readDelivery(deps, { userId: session.user.id, kind: "address-code", since: challenge.createdAt });
  const { address } = challenge;
  return { address, change: !isSameAddress(email, address), sendAgainAt, delivery };
}

/** What protects the account while 2FA is off, and will once it is switched off; for texts on pages. */
export async function readProtectionWithoutTwoFactor(deps: Deps, userId: string): Promise<WeakerProtection> {
  const settings = await findSettings(deps.db, userId);
  return protectionWithoutTwoFactor({ emailVerification: settings.email !== null && isEmailVerificationOn(settings) });
}

/**
 * Turns email verification off for a user who does not receive the codes: ends the sign-ins that wait for one, and the trust in every browser.
 * The caller records it. Returns false when it was off already.
 */
export async function endEmailVerification(deps: Deps, tx: Transaction, userId: string): Promise<boolean> {
  if (!(await clearEmailVerification(tx, userId))) return false;
  await cancelSignIns(tx, { userId }, deps.clock.now(), "settings-changed");
  await endOtherBrowsers(deps, tx, { userId });
  return true;
}

/** For the operator, when emails do not arrive and no administrator can sign in to read the outbox. Returns false when it was off already. */
export async function turnOffEmailVerification(deps: Deps, { userId }: { userId: string }): Promise<boolean> {
  return deps.db.$transaction(async (tx) => {
    if (!(await endEmailVerification(deps, tx, userId))) return false;
    const event = { type: "email-verification-disabled", actorUserId: null, subjectUserId: userId, client: null } as const;
    await recordSecurityNotice(deps, tx, { userId, kind: "email-verification-disabled", client: null });
    await recordEvent(deps, tx, event);
    return true;
  });
}

/** Keeps the language for the account: every browser shows it after signing in, and emails are written in it. */
export async function chooseLanguage(deps: Deps, session: CurrentSession, language: Language): Promise<void> {
  await saveLocale(deps.db, session.user.id, language);
}
