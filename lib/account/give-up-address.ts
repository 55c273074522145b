import { voidCodes } from "@/lib/email-challenges/void-codes";
import type { Deps } from "@/lib/platform/deps";
import type { CurrentSession } from "@/lib/sessions/types";

/** Forgets the address that waits for its code in this session; what is in force stays. */
export async function giveUpAddress(deps: Deps, session: CurrentSession): Promise<void> {
  await voidCodes(deps, { purpose: "address", sessionId: session.id });
}
