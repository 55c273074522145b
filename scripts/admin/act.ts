import { actAsOperator } from "@/lib/features/administration/act-on-user";
import type { AccountChange, TellOutcome } from "@/lib/features/administration/types";
import { withSharedKey } from "@/lib/features/keys/check-keys";
import { deliverSoon } from "@/lib/features/notifications/delivery";
import type { Deps } from "@/lib/platform/deps";
import { MAIL_LEASE_SECONDS } from "@/lib/policy";
import { type Context, refuse } from "./verb";

const OUTCOMES: Record<TellOutcome, string> = {
  sent: "The person has been told by mail.",
  sending: "The person is being told by mail.",
  kept: "The mail to the person is kept in the outbox: no mail is sent.",
  failed: "The mail to the person could not be sent now; it is in the outbox.",
  "no-address": "The person has no proven address to be told at.",
};

/** Changes the account and tells its owner. `told` is null, and `sentence` empty, where nothing was changed. */
export async function act(context: Context, userId: string, change: AccountChange) {
  const deps = await withSharedKey(context.deps);
  if (!deps) refuse("ENCRYPTION_KEYS has no key that the running server knows, and the mail to the person would be lost");
  const { due, sessionsEnded, mailId } = await actAsOperator(deps, { userId, change });
  const told = due ? await tell(deps, mailId) : null;
  return { due, sessionsEnded, told, sentence: told ? `. ${OUTCOMES[told]}` : "" };
}

/** Waits until the try is over: a process that ended in the middle of it would have the mail sent twice. */
async function tell(deps: Deps, mailId: string | null): Promise<TellOutcome> {
  if (mailId === null) return "no-address";
  const sent = await deliverSoon(deps, mailId, MAIL_LEASE_SECONDS * 1000);
  return sent.ok ? sent.value : "failed";
}
