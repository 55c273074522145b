import { recordEvent } from "@/lib/audit/record";
import { isEmailCodeShaped } from "@/lib/email-challenges/code";
import { consumeAddressCode, takeAddressTry } from "@/lib/email-challenges/prove-address";
import { chargeGuess, returnGuess, settleGuess } from "@/lib/guess-budget/charge";
import { endOtherBrowsers } from "@/lib/known-browsers/end-browsers";
import { findBrowser } from "@/lib/known-browsers/find-browser";
import type { ClientInfo } from "@/lib/platform/client-info";
import { isUniqueViolation } from "@/lib/platform/db/unique-violation";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { noteSecurityEvent } from "@/lib/security-notices/note-security-event";
import { cancelSignIns } from "@/lib/sessions/end-user-sessions";
import type { CurrentSession } from "@/lib/sessions/types";
import { hasTwoFactor } from "@/lib/two-factor/read-two-factor";
import { isSameAddress } from "./same-address";
import { findSettings, isAddressTaken, saveProvenAddress } from "./store";
import { tellOldAddress } from "./tell-old-address";
import type { AddressProblem } from "./types";

/** `browserToken`: what the browser's long-lived cookie holds, if anything. */
type Input = { session: CurrentSession; code: string; browserToken?: string | undefined; client: ClientInfo };

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
  { session, code, browserToken, client }: Input,
): Promise<Result<Confirmed, AddressProblem>> {
  const userId = session.user.id;
  if (!isEmailCodeShaped(code)) return refuse({ code: "malformed-email-code" });
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
    if (!proven) return refuse({ code: "invalid-email-code", triesLeft: tried.value.triesLeft, retryAt });
    await settleGuess(tx, charged.value);
    if (await isAddressTaken(tx, userId, proven.address)) return refuse({ code: "email-taken" });
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
    if (isUniqueViolation(error)) return refuse({ code: "email-taken" });
    throw error;
  });
}
