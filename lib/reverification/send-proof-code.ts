import { sendCode } from "@/lib/email-challenges/send-code";
import type { SendProblem } from "@/lib/email-challenges/types";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Deps } from "@/lib/platform/deps";
import { type Result, refuse } from "@/lib/platform/result";
import type { CurrentSession } from "@/lib/sessions/types";
import { findProofAddress } from "./store";

type Input = { session: CurrentSession; client: ClientInfo };

/** Mails the code that proves the owner of an account with email verification; bound to this session. */
export async function sendProofCode(
  deps: Deps,
  { session, client }: Input,
): Promise<Result<{ mailId: string }, SendProblem | { code: "no-proof-address" }>> {
  const address = await findProofAddress(deps.db, session.user.id);
  if (!address) return refuse({ code: "no-proof-address" });
  const binding = { purpose: "reverification", sessionId: session.id } as const;
  return deps.db.$transaction((tx) => sendCode(deps, tx, { user: session.user, address, binding, client }));
}
