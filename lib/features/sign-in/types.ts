import type { EmailCodeProblem, SendState } from "@/lib/features/email-codes/email-codes";
import type { DeliveryState } from "@/lib/features/notifications/types";
import type { BudgetProblem, NextTry } from "@/lib/features/throttle/throttle";
import type { CodeProblem } from "@/lib/features/two-factor/check-code";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Factor } from "@/lib/platform/db/generated/enums";

/** The facts of a pending sign-in that decide what may happen next. */
export type AttemptFacts = {
  factorsDue: Factor[];
  triesLeft: number;
  expiresAt: Date;
  cancelledAt: Date | null;
  consumedAt: Date | null;
};

export type AttemptStatus = "pending" | "finished" | "cancelled" | "no-tries-left" | "timed-out";

/** What is asked for: a code of the app (or a backup code), or the code mailed to the address, which is shown masked. `delivery` is null when none was sent. */
export type PendingStep =
  | { method: "two-factor-code" }
  | ({ method: "email-code"; maskedAddress: string; delivery: DeliveryState | null } & SendState);

/** What the verification page shows. `over` means start again at /login; nothing of the attempt can be used any more. */
export type AttemptView =
  | { status: "none" }
  | { status: "pending"; id: string; username: string; step: PendingStep; remember: boolean; triesLeft: number; returnTo: string | null }
  | { status: "over"; reason: AttemptEnd; returnTo: string | null };

/** `changed`: the account was changed, or its sessions were ended, while the sign-in waited for its code. */
type AttemptEnd = Exclude<AttemptStatus, "pending"> | "changed";

/** `browserToken`: what the browser's long-lived cookie holds, if anything; `replacedToken`: that of a session it has still. */
export type Visitor = { browserToken: string | undefined; replacedToken?: string | undefined; client: ClientInfo };

/** What the browser gets for a sign-in that is complete; `returnTo` is where the person wanted to go. */
export type CompletedLogin = {
  userId: string;
  username: string;
  sessionToken: string;
  browserToken: string;
  remember: boolean;
  returnTo: string | null;
};

/** `mailId` when a code has been put into the outbox, to be sent now. */
export type BegunLogin =
  | { status: "complete"; login: CompletedLogin }
  | { status: "pending"; attemptId: string; attemptToken: string; mailId: string | null };

/** `account-disabled`: only after the right password. */
export type BeginProblem = ({ code: "wrong-credentials" | "account-disabled" } & NextTry) | BudgetProblem;

/** `triesLeft`: of the pending sign-in. */
type RefusedTry = NextTry & { triesLeft: number };

export type VerifyProblem =
  | { code: "malformed-code" }
  | { code: "malformed-email-code" }
  | (EmailCodeProblem & RefusedTry)
  | (CodeProblem & RefusedTry)
  | { code: "start-again" }
  | BudgetProblem;
