import { recordEvent } from "@/lib/audit/record";
import { sendCode } from "@/lib/email-challenges/send-code";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { noteSecurityEvent } from "@/lib/security-notices/note-security-event";
import { cancelSignIns } from "@/lib/sessions/end-user-sessions";
import type { ProvenSession } from "@/lib/sessions/types";
import { hasTwoFactor } from "@/lib/two-factor/read-two-factor";
import { isSameAddress } from "./same-address";
import { findSettings, removeAddress, saveFlags } from "./store";
import { tellOldAddress } from "./tell-old-address";
import type { SettingsOutcome, SettingsProblem, SettingsValues } from "./types";

type Input = { session: ProvenSession; wanted: SettingsValues; client: ClientInfo };
type Settings = Awaited<ReturnType<typeof findSettings>>;

/**
 * `Submit` on Basic Settings. Only a proven address comes into force: for any other a code goes out, everything asked for
 * waits with it, and the old address and settings stay, so that a typo locks nobody out. With 2FA on the box for email
 * verification is not offered, and its setting is kept.
 */
export async function updateSettings(deps: Deps, { session, wanted, client }: Input): Promise<Result<SettingsOutcome, SettingsProblem>> {
  const userId = session.user.id;
  const current = await findSettings(deps.db, userId);
  const emailLoginVerification = (await hasTwoFactor(deps, userId)) ? current.emailLoginVerification : wanted.emailLoginVerification;
  const values = { ...wanted, emailLoginVerification };
  if (values.email === null) {
    if (wanted.emailLoginVerification || wanted.securityMails) return refuse({ code: "address-needed" });
    return deps.db.$transaction((tx) => takeAddressOff(deps, tx, { session, current, client }));
  }
  if (needsProof(current, values))
    return deps.db.$transaction((tx) => sendAddressCode(deps, tx, { session, client }, values.email ?? "", values));
  return deps.db.$transaction(async (tx) => {
    const { securityMails } = values;
    await saveFlags(tx, userId, { emailLoginVerification, securityMails });
    await recordEvent(deps, tx, { type: "settings-changed", actorUserId: userId, subjectUserId: userId, client });
    return ok({ applied: true });
  });
}

/** A new address, or one that nobody has proven and that is now to be relied on. */
function needsProof(current: Settings, { email, emailLoginVerification, securityMails }: SettingsValues): boolean {
  if (email === null) return false;
  if (!isSameAddress(current.email, email)) return true;
  return current.emailProvenAt === null && (emailLoginVerification || securityMails);
}

type Change = { session: ProvenSession; client: ClientInfo };

async function sendAddressCode(deps: Deps, tx: Transaction, { session, client }: Change, address: string, wanted: SettingsValues) {
  const sent = await sendCode(deps, tx, {
    user: session.user,
    address,
    binding: { purpose: "address", sessionId: session.id },
    settings: { loginVerification: wanted.emailLoginVerification, securityMails: wanted.securityMails },
    client,
  });
  return sent.ok ? ok({ applied: false as const, mailId: sent.value.mailId }) : sent;
}

async function takeAddressOff(deps: Deps, tx: Transaction, { session, current, client }: Change & { current: Settings }) {
  const userId = session.user.id;
  if (current.email === null) return ok({ applied: true as const });
  await noteSecurityEvent(deps, tx, { userId, kind: "address-changed", client });
  await tellOldAddress(deps, tx, { user: session.user, old: current, newAddress: null, client });
  await cancelSignIns(tx, userId, deps.clock.now(), "settings-changed");
  await removeAddress(tx, userId);
  await recordEvent(deps, tx, { type: "address-changed", actorUserId: userId, subjectUserId: userId, client });
  return ok({ applied: true as const });
}
