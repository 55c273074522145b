import { findLiveChallenge } from "@/lib/email-challenges/find-live-challenge";
import { readSendState } from "@/lib/email-challenges/send-state";
import { readDelivery } from "@/lib/mail/read-delivery";
import type { Deps } from "@/lib/platform/deps";
import type { CurrentSession } from "@/lib/sessions/types";
import { isSameAddress } from "./same-address";
import { findSettings } from "./store";
import type { AccountSettings, AddressToProve } from "./types";

/** Basic Settings as they are in force, and the address that this session is about to prove. */
export async function readSettings(deps: Deps, session: CurrentSession): Promise<AccountSettings> {
  const { email, emailProvenAt, emailLoginVerification, securityMails } = await findSettings(deps.db, session.user.id);
  return {
    email,
    emailProven: emailProvenAt !== null,
    emailLoginVerification,
    securityMails,
    addressToProve: await addressToProve(deps, session, email),
  };
}

async function addressToProve(deps: Deps, session: CurrentSession, email: string | null): Promise<AddressToProve | null> {
  const binding = { purpose: "address", sessionId: session.id } as const;
  const challenge = await findLiveChallenge(deps, binding);
  if (!challenge) return null;
  const { sendAgainAt } = await readSendState(deps.db, session.user.id, binding, deps.clock.now());
  const delivery = await readDelivery(deps, { userId: session.user.id, kind: "address-code", since: challenge.createdAt });
  const { address } = challenge;
  return { address, change: !isSameAddress(email, address), sendAgainAt, delivery };
}
