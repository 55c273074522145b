import type { BudgetProblem } from "@/lib/guess-budget/charge";
import type { Factor } from "@/lib/platform/db/generated/enums";

/** The facts of a pending sign-in that decide what may happen next. */
export type AttemptFacts = {
  factorsDue: Factor[];
  triesLeft: number;
  expiresAt: Date;
  /** Set once every factor has passed. */
  ticketHash: string | null;
  cancelledAt: Date | null;
  consumedAt: Date | null;
};

export type AttemptStatus = "pending" | "passed" | "finished" | "cancelled" | "no-tries-left" | "timed-out";

/** What the verification page shows. `over` means start again at /login; nothing of the attempt can be used any more. */
export type AttemptView =
  | { status: "none" }
  | { status: "pending"; remember: boolean; triesLeft: number; returnTo: string | null }
  | { status: "over"; reason: Exclude<AttemptStatus, "pending" | "passed"> };

export type VerifyProblem =
  | { code: "malformed-code" }
  | { code: "invalid-code"; triesLeft: number; clockOffsetSeconds: number | null }
  | { code: "code-already-used"; triesLeft: number }
  | { code: "start-again" }
  | BudgetProblem;
