import type { Deps } from "@/lib/platform/deps";
import { log } from "@/lib/platform/log";
import type { MailFailure } from "@/lib/platform/mail/types";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { deliverMail } from "./deliver-mail";
import type { DeliveryProblem, SendStatus } from "./types";

/**
 * Starts to send a committed mail and waits at most `waitMs` for the outcome, so that a quick refusal can be told at once.
 * Never throws: whatever is unfinished or broken stays in the outbox for the worker.
 */
export async function deliverSoon(deps: Deps, mailId: string, waitMs: number): Promise<Result<SendStatus, MailFailure>> {
  const delivery = deliverMail(deps, mailId).then(outcome, (error: Error) => {
    log.error({ mailId, reason: error.message }, "sending a mail broke off");
    return ok<SendStatus>("sending");
  });
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<Result<SendStatus, MailFailure>>((resolve) => {
    timer = setTimeout(() => resolve(ok("sending")), waitMs);
  });
  return Promise.race([delivery, waited]).finally(() => clearTimeout(timer));
}

function outcome(delivered: Result<null, DeliveryProblem>): Result<SendStatus, MailFailure> {
  if (delivered.ok) return ok("sent");
  const { problem } = delivered;
  if (problem.stage !== "outbox") return refuse(problem);
  return ok(problem.reason === "kept" ? "kept" : "sending");
}
