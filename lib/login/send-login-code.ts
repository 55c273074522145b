import { sendCode } from "@/lib/email-challenges/send-code";
import type { SendProblem } from "@/lib/email-challenges/types";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { type Result, refuse } from "@/lib/platform/result";
import { attemptStatus } from "./attempt";
import { findAttempt } from "./store";

type Addressee = { id: string; username: string; email: string | null };
type Input = { user: Addressee; loginAttemptId: string; client: ClientInfo };

/** Puts a code for the pending sign-in into the outbox, within the caller's transaction. */
export async function sendLoginCode(
  deps: Deps,
  tx: Transaction,
  { user, loginAttemptId, client }: Input,
): Promise<Result<{ mailId: string }, SendProblem>> {
  if (!user.email) throw new Error("email verification is due on an account without an address");
  return sendCode(deps, tx, { user, address: user.email, binding: { purpose: "login", loginAttemptId }, client });
}

type AgainInput = { attemptToken: string; client: ClientInfo };

/** `Send again`: one more code for the same pending sign-in; the ones on their way stay good. */
export async function sendLoginCodeAgain(
  deps: Deps,
  { attemptToken, client }: AgainInput,
): Promise<Result<{ mailId: string }, SendProblem | { code: "start-again" }>> {
  const attempt = await findAttempt(deps.db, deps.keyedHash("login-attempt", attemptToken));
  if (!attempt?.factorsDue.includes("email_code") || attemptStatus(attempt, deps.clock.now()) !== "pending")
    return refuse({ code: "start-again" });
  return deps.db.$transaction((tx) => sendLoginCode(deps, tx, { user: attempt.user, loginAttemptId: attempt.id, client }));
}
