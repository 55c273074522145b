import { recordEvent } from "@/lib/audit/record";
import { consumeAddressCode, takeAddressTry } from "@/lib/email-challenges/prove-address";
import type { ClientInfo } from "@/lib/platform/client-info";
import { isUniqueViolation } from "@/lib/platform/db/unique-violation";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { noteSecurityEvent } from "@/lib/security-notices/note-security-event";
import { cancelSignIns } from "@/lib/sessions/end-user-sessions";
import type { CurrentSession } from "@/lib/sessions/types";
import { isSameAddress } from "./same-address";
import { findSettings, isAddressTaken, saveProvenAddress } from "./store";
import { tellOldAddress } from "./tell-old-address";
import type { AddressProblem } from "./types";

type Input = { session: CurrentSession; code: string; client: ClientInfo };

/** `change`: false when it is the address that the account had already, which is proven now. */
type Confirmed = { change: boolean };

/**
 * The code that came back from an address: it comes into force with the settings asked for, and an old one is told.
 * Only a submission of Basic Settings in this very session, proven there, has made such a code. Whether somebody else has
 * the address is told to nobody but the owner of its mailbox.
 */
export async function confirmAddress(deps: Deps, { session, code, client }: Input): Promise<Result<Confirmed, AddressProblem>> {
  const userId = session.user.id;
  const tried = await takeAddressTry(deps, session.id, code);
  if (!tried.ok) return tried;
  const confirmed = deps.db.$transaction(async (tx): Promise<Result<Confirmed, AddressProblem>> => {
    const proven = await consumeAddressCode(deps, tx, session.id, code);
    if (!proven) return refuse({ code: "invalid-email-code", triesLeft: tried.value.triesLeft });
    if (await isAddressTaken(tx, userId, proven.address)) return refuse({ code: "email-taken" });
    const old = await findSettings(tx, userId);
    const { loginVerification: emailLoginVerification, securityMails } = proven.settings;
    await cancelSignIns(tx, userId, deps.clock.now(), "settings-changed");
    await saveProvenAddress(tx, userId, { email: proven.address, provenAt: deps.clock.now(), emailLoginVerification, securityMails });
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
