import type { Deps } from "@/lib/platform/deps";
import { protectionWithoutTwoFactor } from "@/lib/two-factor/protection";
import type { WeakerProtection } from "@/lib/two-factor/types";
import { findSettings } from "./store";

/** What protects the account while 2FA is off, and will once it is switched off: for what pages say about it. */
export async function readProtectionWithoutTwoFactor(deps: Deps, userId: string): Promise<WeakerProtection> {
  const { email, emailProvenAt, emailLoginVerification } = await findSettings(deps.db, userId);
  return protectionWithoutTwoFactor({ emailVerification: email !== null && emailProvenAt !== null && emailLoginVerification });
}
