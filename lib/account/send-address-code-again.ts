import { findLiveChallenge } from "@/lib/email-challenges/find-live-challenge";
import { sendCode } from "@/lib/email-challenges/send-code";
import type { SendProblem } from "@/lib/email-challenges/types";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Deps } from "@/lib/platform/deps";
import { type Result, refuse } from "@/lib/platform/result";
import type { CurrentSession } from "@/lib/sessions/types";

type Input = { session: CurrentSession; client: ClientInfo };

/**
 * `Send again` for a new address: one more code to the one that waits in this session, with the settings asked for then.
 * Address and settings come from the row that a proven submission made, so nothing new can be asked for here.
 */
export async function sendAddressCodeAgain(
  deps: Deps,
  { session, client }: Input,
): Promise<Result<{ mailId: string }, SendProblem | { code: "no-address-to-prove" }>> {
  const binding = { purpose: "address", sessionId: session.id } as const;
  const waiting = await findLiveChallenge(deps, binding);
  if (!waiting) return refuse({ code: "no-address-to-prove" });
  const { address, settings } = waiting;
  return deps.db.$transaction((tx) => sendCode(deps, tx, { user: session.user, address, binding, settings, client }));
}
